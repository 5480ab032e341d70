/** Records that a short form refers to instead of making them. With a contact comes its customer. */
import { ref } from 'vue'
import { api } from '@/client/http'
import type { Pipeline, RecordItem } from '@/client/types'
import { sayError } from '@/kit/toast'
import type { Match } from './match'

export interface Taken { id: string; title: string; hint: string }

export function useTaken(pipeline: () => Pipeline) {
  const taken = ref<Record<string, Taken>>({})

  function put(reference: string, id: string, title: string, hint = '') {
    taken.value = { ...taken.value, [reference]: { id, title, hint } }
  }
  async function take(reference: string, match: Match) {
    if (!match.id) return
    try {
      const record = await api.get<RecordItem>(`/records/${match.id}`)
      const phone = record.values.phone
      put(reference, record.id, record.title, typeof phone === 'string' ? phone : '')
      for (const [path, source] of Object.entries(pipeline().intake?.carry ?? {})) {
        const [target, field] = path.split('.')
        const carried = record.values[field] as { id: string; title: string } | null
        if (target === reference && carried?.id && !taken.value[source]) put(source, carried.id, carried.title)
      }
    } catch (error) {
      sayError(error)
    }
  }
  function giveBack(reference: string) {
    const { [reference]: _, ...rest } = taken.value
    taken.value = rest
  }
  return { taken, take, giveBack }
}
