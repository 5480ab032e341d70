import { expect, test, vi } from 'vitest'
import type { Field, RecordItem } from '@/client/types'
import { differing, firstChoice } from './compare'

vi.mock('@/app/i18n', () => ({ t: (key: string) => key }))

const field = (key: string, kind: Field['kind'] = 'text'): Field => ({ key, kind, label: key })
const record = (values: Record<string, unknown>) => ({ values } as unknown as RecordItem)
const fields = [field('name'), field('remark'), field('customer', 'reference'), field('files', 'attachment')]

test('only what differs is chosen, and files are never', () => {
  const into = record({ name: 'A', remark: 'x', customer: { id: '1', title: 'old title' }, files: [] })
  const other = record({ name: 'B', remark: 'x', customer: { id: '1', title: 'new title' }, files: [{ id: '3' }] })
  expect(differing(fields, into, other).map((one) => one.key)).toEqual(['name'])
})

test('what is filled is chosen at first', () => {
  expect(firstChoice(fields.slice(0, 2), record({ name: 'A', remark: null }))).toEqual({ name: 'this', remark: 'other' })
})
