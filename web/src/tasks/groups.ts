/** My tasks by when they are due: what is late first, what has no day last. */
import type { Task } from '@/client/types'

export type GroupKey = 'late' | 'today' | 'later' | 'undated'
export interface TaskGroup { key: GroupKey; tasks: Task[] }

/** `dayOf`: the calendar day of a moment in the organisation's zone. */
export function groupTasks(tasks: Task[], today: string, dayOf: (moment: Date) => string): TaskGroup[] {
  const groups: Record<GroupKey, Task[]> = { late: [], today: [], later: [], undated: [] }
  for (const task of tasks) {
    if (!task.due_at) groups.undated.push(task)
    else if (task.late) groups.late.push(task)
    else if (dayOf(new Date(task.due_at)) <= today) groups.today.push(task)
    else groups.later.push(task)
  }
  return (Object.keys(groups) as GroupKey[]).flatMap((key) => (groups[key].length ? [{ key, tasks: groups[key] }] : []))
}
