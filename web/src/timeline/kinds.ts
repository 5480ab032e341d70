/** How each kind of event is told: its mark and its words. */
import type { Component } from 'vue'
import type { ActivityKind } from '@/client/types'
import { ACTIVITY_ICONS } from '@/flow/activity'
import type { IconName } from '@/kit/icons'
import type { Told } from './event'
import ActivityLogged from './events/ActivityLogged.vue'
import DocumentAdded from './events/DocumentAdded.vue'
import KeyActionDone from './events/KeyActionDone.vue'
import PhotosTaken from './events/PhotosTaken.vue'
import Plain from './events/Plain.vue'
import RecordAssigned from './events/RecordAssigned.vue'
import RecordMerged from './events/RecordMerged.vue'
import RecordClosed from './events/RecordClosed.vue'
import RecordMoved from './events/RecordMoved.vue'
import RecordUpdated from './events/RecordUpdated.vue'
import StandingTicked from './events/StandingTicked.vue'
import TaskDone from './events/TaskDone.vue'
import TasksOpened from './events/TasksOpened.vue'

export interface Telling {
  icon: IconName
  tone?: 'green' | 'blue'
  view: Component
  /** The view shows values of fields and needs their table. */
  withTable?: boolean
}

const TELLINGS: Record<string, Telling> = {
  record_created: { icon: 'plus', view: Plain },
  record_updated: { icon: 'pen', view: RecordUpdated, withTable: true },
  activity_logged: { icon: 'pen', view: ActivityLogged },
  document_added: { icon: 'file', view: DocumentAdded },
  key_action_done: { icon: 'check', tone: 'green', view: KeyActionDone },
  standing_ticked: { icon: 'stamp', tone: 'green', view: StandingTicked },
  standing_withdrawn: { icon: 'stamp', view: StandingTicked },
  record_moved: { icon: 'arrow', tone: 'blue', view: RecordMoved },
  record_placed: { icon: 'arrow', tone: 'blue', view: Plain },
  record_relocated: { icon: 'arrow', tone: 'blue', view: Plain },
  record_closed: { icon: 'gate', tone: 'blue', view: RecordClosed },
  record_reopened: { icon: 'undo', tone: 'blue', view: Plain },
  record_assigned: { icon: 'people', view: RecordAssigned },
  task_opened: { icon: 'todo', view: TasksOpened },
  task_done: { icon: 'todo', tone: 'green', view: TaskDone },
  record_binned: { icon: 'x', view: Plain },
  record_restored: { icon: 'undo', view: Plain },
  duplicate_confirmed: { icon: 'alarm', view: Plain },
  record_merged: { icon: 'branch', tone: 'blue', view: RecordMerged },
  merged_away: { icon: 'branch', view: RecordMerged },
  merge_undone: { icon: 'undo', view: RecordMerged },
}
const UNKNOWN: Telling = { icon: 'clock', view: Plain }

export function tellingOf(told: Told): Telling {
  const [event] = told.events
  const telling = TELLINGS[event.kind] ?? UNKNOWN
  if (event.kind === 'document_added' && event.data.photo) return { icon: 'camera', view: PhotosTaken }
  if (event.kind === 'activity_logged') {
    const { kind } = event.data.activity as { kind: ActivityKind }
    return { ...telling, icon: ACTIVITY_ICONS[kind] ?? telling.icon }
  }
  if (event.kind === 'record_closed') {
    return event.data.kind === 'won' ? { ...telling, icon: 'tick', tone: 'green' } : { ...telling, tone: undefined }
  }
  return telling
}
