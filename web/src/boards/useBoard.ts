/** The board of one pipeline under the filters of the address: fetched, continued, kept current. */
import { reactive, ref, shallowRef, watch } from 'vue'
import { useChanges } from '@/client/changes'
import { api } from '@/client/http'
import { isProblem } from '@/client/problem'
import type { Board, Card, Chips, Column, Page } from '@/client/types'
import { sayError } from '@/kit/toast'
import { continued, freshen, type Fresh } from './columns'
import type { Filters } from './filters'

const MANY = 50
const GLOW_MS = 1600
const COUNT_AFTER_MS = 1200

export function useBoard(pipeline: () => string | undefined, table: () => string | undefined, filters: () => Filters) {
  const board = shallowRef<Board | null>(null)
  const chips = shallowRef<Chips | null>(null)
  const error = ref<unknown>(null)
  const loading = ref(false)
  const continuing = reactive(new Set<string>())
  /** Cards that somebody else has just touched; they glow for a moment. */
  const glowing = reactive(new Set<string>())
  let asked: AbortController | null = null
  let counting = 0

  async function load(): Promise<void> {
    const key = pipeline()
    if (!key) return
    asked?.abort()
    const mine = asked = new AbortController()
    loading.value = true
    error.value = null
    try {
      const fetched = await api.get<Board>(`/boards/${key}`, { ...filters() }, mine.signal)
      if (asked === mine) board.value = fetched
    } catch (problem) {
      if (mine.signal.aborted) return
      error.value = problem
      board.value = null
    } finally {
      if (asked === mine) loading.value = false
    }
    void count()
  }

  async function count(): Promise<void> {
    const key = pipeline()
    if (!key) return
    const { quick: _quick, ...narrow } = filters()
    try {
      chips.value = await api.get<Chips>(`/boards/${key}/chips`, narrow)
    } catch (problem) {
      if (!isProblem(problem)) chips.value = null
    }
  }

  async function more(stage: string): Promise<void> {
    const column = board.value?.columns.find((one) => one.stage === stage)
    if (!board.value || !column?.next || continuing.has(stage)) return
    continuing.add(stage)
    const before = asked
    try {
      const page = await api.get<Page<Card>>(
        `/boards/${board.value.pipeline}/${stage}`, { ...filters(), cursor: column.next })
      if (asked === before) put(stage, (now) => continued(now, page.items, page.next))
    } catch (problem) {
      sayError(problem)
    } finally {
      continuing.delete(stage)
    }
  }

  function put(stage: string, change: (column: Column) => Column): void {
    if (!board.value) return
    board.value = { ...board.value, columns: board.value.columns.map((one) => (one.stage === stage ? change(one) : one)) }
  }

  /** Asks how these cards stand now, and draws them so. */
  async function refresh(ids: string[], glow = false): Promise<void> {
    const key = pipeline()
    if (!key || !board.value || !ids.length) return
    if (ids.length > MANY) return load()
    try {
      const before = versions(ids)
      const fresh = await api.get<Fresh>(`/boards/${key}/cards`, { ...filters(), ids })
      if (board.value?.pipeline !== key) return
      board.value = freshen(board.value, ids, fresh)
      if (glow) light(fresh.cards.filter((card) => before.get(card.id) !== card.version).map((card) => card.id))
    } catch (problem) {
      if (isProblem(problem)) await load()
    }
    clearTimeout(counting)
    counting = window.setTimeout(count, COUNT_AFTER_MS)
  }

  function versions(ids: string[]): Map<string, number> {
    const wanted = new Set(ids)
    const cards = board.value?.columns.flatMap((column) => column.cards) ?? []
    return new Map(cards.filter((card) => wanted.has(card.id)).map((card) => [card.id, card.version]))
  }
  function light(ids: string[]): void {
    for (const id of ids) glowing.add(id)
    setTimeout(() => { for (const id of ids) glowing.delete(id) }, GLOW_MS)
  }

  useChanges((changes) => {
    const ids = [...new Set(changes.filter((change) => change.table === table()).map((change) => change.id))]
    void refresh(ids, true)
  }, load)
  watch([pipeline, () => JSON.stringify(filters())], () => void load(), { immediate: true })

  return { board, chips, error, loading, continuing, glowing, load, more, refresh }
}
