/** Brings together what people remember as one thing. */
import type { Told, TimelineEvent } from './event'

const VISIT_MS = 60 * 60_000
const MOMENT_MS = 60_000

/** How long after one event the next still belongs to it; 0 when it always stands alone. */
function span(event: TimelineEvent): number {
  if (event.kind === 'document_added' && event.data.photo) return VISIT_MS
  return event.kind === 'task_opened' ? MOMENT_MS : 0
}

function together(a: TimelineEvent, b: TimelineEvent): boolean {
  return a.kind === b.kind && span(a) > 0 && span(a) === span(b) && a.actor?.id === b.actor?.id
    && Math.abs(Date.parse(a.at) - Date.parse(b.at)) <= span(a)
}

/** Events, newest first, as items: neighbours that belong together become one. */
export function gather(events: TimelineEvent[]): Told[] {
  const told: Told[] = []
  for (const event of events) {
    const last = told.at(-1)
    if (last && together(last.events[0], event)) last.events.push(event)
    else told.push({ key: event.id, events: [event] })
  }
  return told
}
