import { describe, expect, it } from 'vitest'
import type { Task } from '@/client/types'
import { groupTasks } from './groups'

const day = (moment: Date) => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(moment)
const task = (id: string, due_at: string | null, late = false) => ({ id, due_at, late }) as Task
const told = (tasks: Task[]) => groupTasks(tasks, '2026-03-18', day).map((group) => [group.key, group.tasks.map((one) => one.id).join()])

describe('tasks by when they are due', () => {
  it('late first, then today, later, undated; empty groups are not there', () =>
    expect(told([task('1', null), task('2', '2026-03-20T10:00:00+08:00'), task('3', '2026-03-18T23:30:00+08:00'), task('4', '2026-03-17T10:00:00+08:00', true)]))
      .toEqual([['late', '4'], ['today', '3'], ['later', '2'], ['undated', '1']]))
  it('takes the day in the zone of the organisation', () =>
    expect(told([task('1', '2026-03-18T16:30:00Z')])).toEqual([['later', '1']]))
})
