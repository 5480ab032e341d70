/** How a missing thing is given in place: what every supply component takes and tells. */
import { api } from '@/client/http'
import { isProblem } from '@/client/problem'
import type { GateItem, How, RecordItem } from '@/client/types'
import { sent } from '@/fields/kinds'
import type { Field } from '@/client/types'

/** The record as a gate needs it: a card of the board is enough. */
export interface GateRecord {
  id: string
  version: number
  table: string
  values?: Record<string, unknown>
  /** Absent where the caller does not know: then the server says no. */
  may?: Partial<RecordItem['may']>
}

/** `box`: in the drawer, open at once. `line`: on the record page, opened by a press. */
export type GateLayout = 'box' | 'line'

export interface SupplyProps<A extends How['action']> {
  item: GateItem & { how: Extract<How, { action: A }> }
  record: GateRecord
  layout: GateLayout
  /** Lower, where many things are missing. */
  compact?: boolean
}

/**
 * Writes one field. Somebody else's change to other fields does not stand in the way: the same
 * value is sent once more with the version that came back, as long as this field is untouched.
 */
export async function supplyField(record: GateRecord, field: Field, value: unknown): Promise<RecordItem> {
  const body = (version: number) => ({ version, values: { [field.key]: sent(field, value) } })
  const before = JSON.stringify(record.values?.[field.key] ?? null)
  try {
    return await api.patch<RecordItem>(`/records/${record.id}`, body(record.version))
  } catch (error) {
    if (!isProblem(error, 'stale')) throw error
    const latest = await api.get<RecordItem>(`/records/${record.id}`)
    if (JSON.stringify(latest.values[field.key] ?? null) !== before) throw error
    return api.patch<RecordItem>(`/records/${record.id}`, body(latest.version))
  }
}
