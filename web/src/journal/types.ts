/** An event across records, as GET /journal answers it. */
import type { Named } from '@/client/types'

export interface JournalEvent {
  id: string
  at: string
  kind: string
  label: string
  group: string
  actor: Named | null
  table: { key: string; label: string } | null
  record: { id: string; title: string } | null
  hidden: boolean
  about: string[]
}
export interface KindGroup { key: string; label: string; kinds: { key: string; label: string }[] }
