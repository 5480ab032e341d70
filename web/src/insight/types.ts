/** The answers of /insight, as the screens use them. */
import type { Label } from '@/client/types'

/** value: days with two decimals, shares 0..1, counts whole; null where nothing can be said.
 * drill: opens the records behind the figure, null where there are none to open. */
export interface Figure {
  value: number | null
  cases: number
  small: boolean
  previous: number | null
  change: number | null
  drill: string | null
}
export type Side = 'ours' | 'customer' | 'outside'
export interface Unsaid { count: number; share: number | null; drill: string | null }
/** side: null for a reason of an outcome, which names nobody. */
export interface Reason extends Unsaid { key: string; label: Label; side: Side | null }

export type Measure =
  | 'average_days' | 'median_days' | 'p90_days' | 'days_per_visit' | 'conversion' | 'cohort_conversion'
  | 'cohort_open' | 'ended' | 'went_on' | 'open' | 'efficiency'
export interface Row extends Record<Measure, Figure> {
  stage: string
  label: Label
  to: string | null
  to_label: Label
  expected_days: number | null
  sticking: { cases: Figure; reasons: Reason[]; unsaid: Unsaid }
}
export interface Group { key: string; label: Label; rows: Row[] }
/** Days, both of them in the period; null for all time. */
export interface Span { from: string | null; to: string | null }
export interface Stages extends Span {
  pipeline: string
  label: Label
  previous: Span | null
  small: number
  closed: boolean
  rows: Row[]
  groups: Group[] | null
}
export interface Step {
  stage: string
  label: Label
  reached: Figure
  standing: Figure
  share: number | null
}
export interface Funnel extends Span { pipeline: string; cohort: number; steps: Step[] }
