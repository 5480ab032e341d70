/** The rows of a list, page after page, kept current while others work. */
import { computed, ref, watch } from 'vue'
import { useChanges } from '@/client/changes'
import { api } from '@/client/http'
import type { Label, Page, RecordItem } from '@/client/types'

export interface Asked {
  table: string
  filter?: string
  sort?: string
  q?: string
  view?: string
  binned?: boolean
  /** A figure of a report: the list is of the records behind it. Views do not apply. */
  figure?: string
  /** An import: the list is of the records it created. Views do not apply. */
  import?: string
}
/** What the server says of a figure beside its records. reopened: those of a page. */
export interface Behind { total: number; title: Label; reopened: string[] }

const PAGE = 50
const MOST = 200
const REST_MS = 1500

function addressOf({ table, binned, figure, import: brought, view, ...narrowed }: Asked, cursor: string | null, limit: number): Parameters<typeof api.get> {
  if (binned) return [`/tables/${table}/bin`, { cursor, limit }]
  if (figure) return ['/insight/records', { figure, ...narrowed, cursor, limit }]
  if (brought) return [`/imports/${brought}/records`, { table, ...narrowed, cursor, limit }]
  return [`/tables/${table}/records`, { ...narrowed, view, cursor, limit }]
}

export function useList(asked: () => Asked) {
  const rows = ref<RecordItem[] | null>(null)
  const next = ref<string | null>(null)
  const error = ref<unknown>(null)
  const loading = ref(false)
  const behind = ref<Omit<Behind, 'reopened'> | null>(null)
  const reopened = ref(new Set<string>())
  let turn = 0
  let timer = 0

  async function read(cursor: string | null, limit: number) {
    const mine = ++turn
    loading.value = true
    try {
      const page = await api.get<Page<RecordItem> & Partial<Behind>>(...addressOf(asked(), cursor, limit))
      if (mine !== turn) return
      behind.value = page.total === undefined ? null : { total: page.total, title: page.title ?? '' }
      reopened.value = new Set([...(cursor ? reopened.value : []), ...(page.reopened ?? [])])
      rows.value = cursor ? [...(rows.value ?? []), ...page.items] : page.items
      next.value = page.next
      error.value = null
    } catch (problem) {
      if (mine === turn) error.value = problem
    } finally {
      if (mine === turn) loading.value = false
    }
  }
  const load = () => read(null, PAGE)
  const more = () => (next.value && !loading.value ? read(next.value, PAGE) : Promise.resolve())
  const refresh = () => read(null, Math.min(MOST, Math.max(PAGE, rows.value?.length ?? 0)))

  const question = computed(() => JSON.stringify(asked()))
  const table = computed(() => asked().table)
  watch(() => [table.value, asked().figure, asked().import], () => { rows.value = null; behind.value = null })
  watch(question, () => {
    error.value = null
    void load()
  }, { immediate: true })

  useChanges((changes) => {
    if (!changes.some((change) => change.table === asked().table)) return
    clearTimeout(timer)
    // Far down a long list nothing is shuffled under the reader's hands.
    if ((rows.value?.length ?? 0) <= MOST) timer = window.setTimeout(() => void refresh(), REST_MS)
  }, () => void load())

  return { rows, next, error, loading, behind, reopened, load, more, refresh }
}
