/** Names of people, regions and records that stand as ids in a filter, as far as they were seen. */
import { reactive } from 'vue'
import type { RecordItem } from '@/client/types'

interface Seen { id: string; name?: string; title?: string }
const names = reactive(new Map<string, string>())

export function remember(kind: string, one: Seen): void {
  const name = one.name ?? one.title
  if (name) names.set(`${kind} ${one.id}`, name)
}
export function nameOf(kind: string, id: string): string | undefined {
  return names.get(`${kind} ${id}`)
}

/** Rows that match "customer is 10" carry the name of customer 10. */
export function rememberFrom(rows: RecordItem[], kinds: Record<string, string>): void {
  for (const row of rows) {
    for (const [key, kind] of Object.entries(kinds)) {
      const value = (key === 'owner' || key === 'region' ? row[key] : row.values[key]) as Seen | null | undefined
      if (value && typeof value === 'object' && 'id' in value) remember(kind, value)
    }
  }
}
