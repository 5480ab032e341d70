import { describe, expect, it } from 'vitest'
import { gather } from './gather'
import type { TimelineEvent } from './event'

const event = (id: string, kind: string, at: string, actor = '1', data = {}): TimelineEvent =>
  ({ id, kind, at: `2026-03-14T${at}:00+08:00`, actor: { id: actor, name: 'N' }, data })
const photo = (id: string, at: string, actor = '1') => event(id, 'document_added', at, actor, { photo: true })
const ids = (events: TimelineEvent[]) => gather(events).map((one) => one.events.map((it) => it.id).join())

describe('a timeline as people remember it', () => {
  it('tells the photos of one visit together', () =>
    expect(ids([photo('4', '15:00'), photo('3', '14:40'), photo('2', '14:36'), photo('1', '11:00')])).toEqual(['4,3,2', '1']))
  it('keeps the photos of two people apart', () =>
    expect(ids([photo('2', '14:36', '1'), photo('1', '14:36', '2')])).toEqual(['2', '1']))
  it('does not reach over another event', () =>
    expect(ids([photo('3', '14:40'), event('2', 'activity_logged', '14:39'), photo('1', '14:36')])).toEqual(['3', '2', '1']))
  it('tells the tasks of one move together, files each by itself', () =>
    expect(ids([event('4', 'task_opened', '10:00'), event('3', 'task_opened', '10:00'), event('2', 'document_added', '9:00'.padStart(5, '0')), event('1', 'document_added', '09:00')]))
      .toEqual(['4,3', '2', '1']))
})
