import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ref } from 'vue'
import { useImport } from './useImport'

vi.hoisted(() => {
  const page = { documentElement: {}, cookie: '', addEventListener: () => {}, createElement: () => ({}) }
  Object.assign(globalThis, { document: page, localStorage: { getItem: () => 'en', setItem: () => {} } })
  Object.assign(globalThis, { window: { addEventListener: () => {}, removeEventListener: () => {}, setTimeout: (...all: Parameters<typeof setTimeout>) => setTimeout(...all) } })
})

const IMPORT = { id: '7', status: 'previewing', job: '1', unmatched: [], mapping: { tables: [] } }

/** Answers to the requests in their order by path; null: nobody answers, which is tried twice. */
function served(answers: Record<string, (object | null)[]>) {
  vi.stubGlobal('fetch', async (address: string) => {
    const path = Object.keys(answers).find((one) => address.endsWith(one))!
    const answer = answers[path].length > 1 ? answers[path].shift() : answers[path][0]
    if (!answer) throw new TypeError('network')
    return new Response(JSON.stringify(answer), { status: (answer as { status_code?: number }).status_code ?? 200 })
  })
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(console, 'warn').mockImplementation(() => {}) // Vue: there is no component here
})
afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals(); vi.restoreAllMocks() })

test('an end that came while nobody answered is found', async () => {
  served({
    '/imports/7': [IMPORT, null, null, null, null, { ...IMPORT, status: 'previewed' }],
    '/jobs/1': [{ id: '1', status: 'done', progress: {} }],
  })
  const { one, load } = useImport(ref('7'))
  await Promise.all([load(), vi.advanceTimersByTimeAsync(60_000)])
  expect(one.value?.status).toBe('previewed')
})

test('what was started is followed though nobody answered at once', async () => {
  served({
    '/imports/7': [{ ...IMPORT, status: 'draft' }, null, null, { ...IMPORT, status: 'failed' }],
    '/imports/7/preview': [{ job: '1' }],
    '/jobs/1': [{ id: '1', status: 'failed', progress: {} }],
  })
  const { one, load, start } = useImport(ref('7'))
  await load()
  const [started] = await Promise.all([start('preview'), vi.advanceTimersByTimeAsync(60_000)])
  expect(started).toBe(true)
  expect(one.value?.status).toBe('failed')
})

test('what is at work already is followed when it is asked for again', async () => {
  served({
    '/imports/7': [{ ...IMPORT, status: 'previewed' }, { ...IMPORT, status: 'running' }, { ...IMPORT, status: 'done' }],
    '/imports/7/run': [{ status_code: 409, code: 'import_busy', title: 'busy' }],
    '/jobs/1': [{ id: '1', status: 'done', progress: {} }],
  })
  const { one, load, start } = useImport(ref('7'))
  await load()
  const [started] = await Promise.all([start('run'), vi.advanceTimersByTimeAsync(60_000)])
  expect(started).toBe(false)
  expect(one.value?.status).toBe('done')
})
