/** One thing that happened to a record, as the timeline answers it. */
import type { Named } from '@/client/types'

export type EventGroup = 'activity' | 'file' | 'photo' | 'approval' | 'move' | 'change'
export const GROUPS: EventGroup[] = ['activity', 'file', 'photo', 'approval', 'move', 'change']

export interface TimelineEvent {
  id: string
  kind: string
  at: string
  actor: Named | null
  data: Record<string, unknown>
  /** The record it happened to, where that was merged into this one. */
  of?: { id: string; title: string } | null
}
export interface TimelinePage {
  items: TimelineEvent[]
  next: string | null
  counts: Record<EventGroup | 'all', number>
}

export interface FileLink { id: string; url: string; type: string; size: number }

/** Events told in one item: several photos of one visit, the tasks that one move opened. */
export interface Told {
  key: string
  events: TimelineEvent[]
}
