/** The gate of one record as the drawer needs it; read anew after every supply: the server says what counts. */
import { computed, ref, shallowRef } from 'vue'
import { api } from '@/client/http'
import type { Flow, GateItem, RecordItem } from '@/client/types'

export function useGate(id: string, changed: (record: RecordItem) => void = () => undefined) {
  const record = shallowRef<RecordItem | null>(null)
  const flow = shallowRef<Flow | null>(null)
  const error = ref<unknown>(null)
  const items = computed<GateItem[]>(() => flow.value?.gate?.items ?? [])

  async function load(): Promise<void> {
    error.value = null
    try {
      const [one, its] = await Promise.all([
        api.get<RecordItem>(`/records/${id}`), api.get<Flow>(`/records/${id}/flow`),
      ])
      record.value = one
      flow.value = its
      changed(one)
    } catch (problem) {
      error.value = problem
    }
  }

  return { record, items, error, load }
}
