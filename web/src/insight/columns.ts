/** The figures of the two views of the table, in the order they are read. */
import type { Measure } from './types'

export type View = 'main' | 'more'
export interface Column {
  measure: Measure
  /** big: what the row is about. bar: a share beside its bar. quiet: stands behind another figure. */
  as: 'big' | 'bar' | 'plain' | 'quiet'
  /** A CSS width; bars give way first where room is short. */
  width: string
}
export const COLUMNS: Record<View, Column[]> = {
  main: [
    { measure: 'average_days', as: 'big', width: '100px' },
    { measure: 'median_days', as: 'quiet', width: '76px' },
    { measure: 'conversion', as: 'bar', width: 'clamp(132px, 17cqw, 232px)' },
    { measure: 'ended', as: 'plain', width: '72px' },
    { measure: 'open', as: 'quiet', width: '72px' },
  ],
  more: [
    { measure: 'average_days', as: 'big', width: '100px' },
    { measure: 'p90_days', as: 'plain', width: '104px' },
    { measure: 'days_per_visit', as: 'plain', width: '104px' },
    { measure: 'efficiency', as: 'plain', width: '116px' },
    { measure: 'cohort_conversion', as: 'bar', width: 'clamp(132px, 14cqw, 184px)' },
    { measure: 'cohort_open', as: 'quiet', width: '116px' },
    { measure: 'went_on', as: 'plain', width: '92px' },
    { measure: 'ended', as: 'quiet', width: '72px' },
  ],
}
/** What is compared with the period before, in each view. */
export const CHANGES: Record<View, Measure[]> = {
  main: ['conversion', 'average_days'],
  more: ['cohort_conversion', 'p90_days'],
}
