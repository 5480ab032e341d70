/** The figures of the two views of the table, in the order they are read. */
import type { Measure } from './types'

export type View = 'main' | 'more'
export interface Column {
  measure: Measure
  /** big: what the row is about. bar: a share beside its bar. quiet: stands behind another figure. */
  as: 'big' | 'bar' | 'plain' | 'quiet'
  width: number
}
export const COLUMNS: Record<View, Column[]> = {
  main: [
    { measure: 'average_days', as: 'big', width: 100 },
    { measure: 'median_days', as: 'quiet', width: 76 },
    { measure: 'conversion', as: 'bar', width: 232 },
    { measure: 'ended', as: 'plain', width: 72 },
    { measure: 'open', as: 'quiet', width: 72 },
  ],
  more: [
    { measure: 'average_days', as: 'big', width: 100 },
    { measure: 'p90_days', as: 'plain', width: 104 },
    { measure: 'days_per_visit', as: 'plain', width: 104 },
    { measure: 'efficiency', as: 'plain', width: 116 },
    { measure: 'cohort_conversion', as: 'bar', width: 196 },
    { measure: 'cohort_open', as: 'quiet', width: 116 },
    { measure: 'went_on', as: 'plain', width: 92 },
    { measure: 'ended', as: 'quiet', width: 72 },
  ],
}
/** What is compared with the period before, in each view. */
export const CHANGES: Record<View, Measure[]> = {
  main: ['conversion', 'average_days'],
  more: ['cohort_conversion', 'p90_days'],
}
