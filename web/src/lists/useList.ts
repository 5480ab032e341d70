/** The rows of a list, page after page, kept current while others work. */
import { computed, ref, watch } from 'vue'
import { useChanges } from '@/client/changes'
import { api } from '@/client/http'
import type { Page, RecordItem } from '@/client/types'

export interface Asked {
  table: string
  filter?: string
  sort?: string
  q?: string
  view?: string
  binned?: boolean
}

const PAGE = 50
const MOST = 200
const REST_MS = 1500

export function useList(asked: () => Asked) {
  const rows = ref<RecordItem[] | null>(null)
  const next = ref<string | null>(null)
  const error = ref<unknown>(null)
  const loading = ref(false)
  let turn = 0
  let timer = 0

  async function read(cursor: string | null, limit: number) {
    const mine = ++turn
    loading.value = true
    const { table, binned, ...query } = asked()
    try {
      const page = await api.get<Page<RecordItem>>(`/tables/${table}/${binned ? 'bin' : 'records'}`, { ...(binned ? {} : query), cursor, limit })
      if (mine !== turn) return
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
  watch(table, () => { rows.value = null })
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

  return { rows, next, error, loading, load, more, refresh }
}
