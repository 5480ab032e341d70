/** One import, kept as the server has it: what is changed here is sent a moment later, one request
 * at a time, and work that runs there is followed to its end. */
import { computed, onUnmounted, ref, type Ref } from 'vue'
import { api } from '@/client/http'
import { NoAnswer } from '@/client/problem'
import { sayError } from '@/kit/toast'
import { read, sendable } from './mapping'
import type { Import, Job, Mapping, Unmatched } from './types'
import { isBusy } from './steps'

const SETTLE_MS = 350
const ASK_MS = 600
const ASK_AGAIN_MS = 3000

export type Change = Partial<Pick<Import, 'sheet' | 'header_row' | 'table' | 'mapping'>>

export function useImport(id: Ref<string>) {
  const one = ref<Import | null>(null)
  const mapping = ref<Mapping>({ tables: [] })
  const error = ref<unknown>(null)
  const job = ref<Job | null>(null)
  /** Values that were unclear at some time, so that what was decided stays in sight. */
  const seen = ref<Unmatched[]>([])
  const pending = ref<Change | null>(null)
  const sending = ref(false)
  const saving = computed(() => sending.value || pending.value !== null)
  let timer = 0
  let asking = 0
  let alive = true
  let chain: Promise<boolean> = Promise.resolve(true)

  function take(answer: Import, keep = false) {
    for (const item of answer.unmatched) if (item.kind === 'stage' && item.field === 'outcome') item.kind = 'outcome'
    answer.mapping = read(answer.mapping)
    one.value = answer
    if (!keep) mapping.value = answer.mapping
    for (const item of answer.unmatched) {
      const at = seen.value.findIndex((old) => old.table === item.table && old.column === item.column && old.kind === item.kind && old.value === item.value)
      if (at < 0) seen.value.push(item)
    }
    if (isBusy(answer.status)) void follow()
    else if (answer.status === 'failed' && answer.job) void why(answer.job)
    else job.value = null
  }
  /** Why the work failed stands with the job; a colleague's is not mine to see. */
  async function why(id: string) {
    job.value = await api.get<Job>(`/jobs/${id}`).catch(() => null)
  }
  /** False where nobody answered: what is shown may be out of date. */
  async function load(): Promise<boolean> {
    try {
      take(await api.get<Import>(`/imports/${id.value}`))
      error.value = null
      return true
    } catch (problem) {
      error.value = problem
      return !(problem instanceof NoAnswer)
    }
  }

  /** Sends what is waiting; false when the server refused it, and what it has is shown again. */
  function flush(): Promise<boolean> {
    clearTimeout(timer)
    chain = chain.then(async () => {
      const change = pending.value
      if (!change) return true
      pending.value = null
      sending.value = true
      try {
        const body = change.mapping ? { ...change, mapping: sendable(change.mapping) } : change
        const answer = await api.patch<Import>(`/imports/${id.value}`, body)
        // What was said here stands, with what is not yet complete; another sheet brings a new one.
        take(answer, Object.keys({ ...change, ...(pending.value as Change | null) }).every((key) => key === 'mapping'))
        return true
      } catch (problem) {
        sayError(problem)
        if (problem instanceof NoAnswer) pending.value = { ...change, ...(pending.value as Change | null) }
        else if (!pending.value) await load()
        return false
      } finally {
        sending.value = false
      }
    })
    return chain
  }
  function change(what: Change, now = false): Promise<boolean> {
    pending.value = { ...pending.value, ...what }
    clearTimeout(timer)
    if (now) return flush()
    timer = window.setTimeout(() => void flush(), SETTLE_MS)
    return Promise.resolve(true)
  }
  function remap(next: Mapping) {
    mapping.value = next
    void change({ mapping: next })
  }

  async function follow() {
    const turn = ++asking
    while (alive && turn === asking && one.value?.job) {
      try {
        job.value = await api.get<Job>(`/jobs/${one.value.job}`)
        if (turn !== asking) return
        const ended = job.value.status === 'done' || job.value.status === 'failed'
        if (ended && await load()) return
        await pause(ended ? ASK_AGAIN_MS : ASK_MS)
      } catch (problem) {
        // An import of a colleague: his jobs are not mine to see, its status is.
        await pause(ASK_AGAIN_MS)
        if (!(problem instanceof NoAnswer) && alive && turn === asking && await load()) return
      }
    }
  }
  /** Starts preview, run or undo and follows it; false when refused, and then, too, it is shown
   * where the import is: it may be at work already. */
  async function start(what: 'preview' | 'run' | 'undo'): Promise<boolean> {
    if (!(await flush())) return false
    try {
      await api.post(`/imports/${id.value}/${what}`)
    } catch (problem) {
      sayError(problem)
      await load()
      return false
    }
    while (alive && !(await load())) await pause(ASK_AGAIN_MS)
    return true
  }

  const warn = (event: BeforeUnloadEvent) => { if (saving.value) event.preventDefault() }
  window.addEventListener('beforeunload', warn)
  onUnmounted(() => {
    alive = false
    window.removeEventListener('beforeunload', warn)
    if (pending.value) void flush()
  })
  return { one, mapping, error, job, seen, saving, load, change, remap, flush, start }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
