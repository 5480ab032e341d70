/** One record and its flow on screen: fetched, kept current while others work. */
import { ref, shallowRef } from 'vue'
import { useChanges } from '@/client/changes'
import { api } from '@/client/http'
import { isProblem } from '@/client/problem'
import type { Flow, RecordItem } from '@/client/types'

export function useRecord(id: () => string) {
  const record = shallowRef<RecordItem | null>(null)
  const flow = shallowRef<Flow | null>(null)
  const error = ref<unknown>(null)
  /** Counts what happened to the record, so that timeline and lists beside it read anew. */
  const beat = ref(0)

  async function load() {
    const wanted = id()
    try {
      const found = await api.get<RecordItem>(`/records/${wanted}`)
      const way = found.flow ? await api.get<Flow>(`/records/${wanted}/flow`) : null
      if (wanted !== id()) return
      record.value = found
      flow.value = way
      error.value = null
      beat.value++
    } catch (problem) {
      // What is on screen stays there when a refresh finds no answer.
      if (wanted === id() && (!record.value || isProblem(problem))) error.value = problem
    }
  }

  /** Another record under the same page: nothing of the former may shine through. */
  async function open() {
    record.value = null
    flow.value = null
    error.value = null
    await load()
  }

  /** The server's answer to a write; the flow is read anew unless it came along. */
  async function take(next: RecordItem, way?: Flow | null) {
    record.value = next
    if (way === undefined && next.flow) flow.value = await api.get<Flow>(`/records/${next.id}/flow`)
    else flow.value = way ?? null
    beat.value++
  }

  useChanges((changes) => {
    const mine = changes.find((change) => change.id === id())
    if (mine && (mine.gone || mine.version !== record.value?.version)) void load()
  }, () => void load())

  return { record, flow, error, beat, open, load, take }
}
