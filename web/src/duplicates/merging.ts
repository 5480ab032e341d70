/** Merging over HTTP, and the undo that rides on its toast. */
import { t } from '@/app/i18n'
import { api } from '@/client/http'
import type { RecordItem } from '@/client/types'
import { say, sayError } from '@/kit/toast'

export type Side = 'this' | 'other'
export interface Merged { record: RecordItem; merge: string }

export function mergeRecords(into: RecordItem, other: RecordItem, take: Record<string, Side>): Promise<Merged> {
  return api.post<Merged>(`/records/${into.id}/merge`, {
    other: other.id, version: into.version, other_version: other.version, take,
  })
}

export async function undoMerge(merge: string): Promise<boolean> {
  try {
    const { left } = await api.post<{ left: string[] }>(`/merges/${merge}/undo`)
    if (left.length) say(t('duplicates.parted_but', { n: left.length, what: left.join(' · ') }), { tone: 'bad' })
    else say(t('duplicates.parted'))
    return true
  } catch (error) {
    sayError(error)
    return false
  }
}
