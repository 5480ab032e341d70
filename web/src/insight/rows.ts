/** What a table of stages says beyond its single figures. */
import type { Label } from '@/client/types'
import { percent } from './figures'
import type { Group, Reason, Row, Stages } from './types'

/** The stage with the lowest conversion, where that can be said: enough cases there, another stage
 * with enough cases beside it, and no tie as the screen shows it. */
export function weakest(rows: Row[]): string | null {
  const sure = rows.filter((row) => row.conversion.value !== null && !row.conversion.small)
    .sort((one, other) => one.conversion.value! - other.conversion.value!)
  if (sure.length < 2) return null
  const [low, next] = sure.map((row) => percent(row.conversion.value!))
  return low < next ? sure[0].stage : null
}

/** Whether anything ended, or stands, in any stage. */
export function isEmpty(rows: Row[]): boolean {
  return rows.every((row) => !row.ended.value && !row.open.value && !row.average_days.cases && !row.cohort_conversion.cases)
}
export function endedIn(rows: Row[]): number {
  return rows.reduce((sum, row) => sum + (row.ended.value ?? 0), 0)
}

export interface Child { key: string; label: Label; row: Row }
/** One stage by group: those with most cases first, those with nothing left out. */
export function childrenOf(groups: Group[] | null, stage: string): Child[] {
  return (groups ?? [])
    .flatMap((group) => {
      const row = group.rows.find((one) => one.stage === stage)
      return row && !isEmpty([row]) ? [{ key: group.key, label: group.label, row }] : []
    })
    .sort((one, other) => (other.row.ended.value ?? 0) - (one.row.ended.value ?? 0) || (other.row.open.value ?? 0) - (one.row.open.value ?? 0))
}

export interface Stuck extends Reason { stage: string; stage_label: Label }
/** Every sticking point of every stage, the most frequent first. */
export function stuck(answer: Stages): Stuck[] {
  return answer.rows
    .flatMap((row) => row.sticking.reasons.map((reason) => ({ ...reason, stage: row.stage, stage_label: row.label })))
    .sort((one, other) => other.count - one.count)
}
