/** Figures of a report as people read them. Comparing is the server's; this rounds and names. */
import { language } from '@/kit/language'
import type { Measure } from './types'

export type Unit = 'days' | 'share' | 'count'
/** Which way is better; 0: neither. */
const BETTER: Record<Measure, -1 | 0 | 1> = {
  average_days: -1, median_days: -1, p90_days: -1, days_per_visit: -1, conversion: 1, cohort_conversion: 1,
  cohort_open: 0, ended: 0, went_on: 0, open: 0, efficiency: 1,
}
const UNITS: Partial<Record<Measure, Unit>> = {
  average_days: 'days', median_days: 'days', p90_days: 'days', days_per_visit: 'days', conversion: 'share',
  cohort_conversion: 'share', cohort_open: 'share', efficiency: 'share',
}
const WHOLE_FROM = 100

/** Whether the cases of a measure are stays instead of records. */
export function ofStays(measure: Measure): boolean {
  return measure === 'days_per_visit' || measure === 'efficiency'
}
export function unitOf(measure: Measure): Unit {
  return UNITS[measure] ?? 'count'
}

/** 2.1 · 128 · 85% · 1,046; a dash where there is nothing to say. */
export function shown(value: number | null, unit: Unit): string {
  if (value === null) return '—'
  if (unit === 'share') return `${percent(value)}%`
  if (unit === 'count') return Math.round(value).toLocaleString('en')
  return Math.abs(value) >= WHOLE_FROM ? Math.round(value).toLocaleString('en') : value.toFixed(1)
}
/** Whole percents; a share that is not all stays below 100, one that is not nothing above 0. */
export function percent(share: number): number {
  const rounded = Math.round(share * 100)
  if (rounded >= 100 && share < 1) return 99
  return rounded <= 0 && share > 0 ? 1 : rounded
}

/** A label in the middle of a sentence: English writes it small. */
export function inSentence(label: string): string {
  return language.value === 'en' ? label.toLowerCase() : label
}

export interface Change { text: string; way: 'up' | 'down' | 'level'; tone: 'good' | 'bad' | 'none' }
/** A difference as it is drawn: its size without a sign, its way, and whether that is good. */
export function changeOf(measure: Measure, change: number | null): Change | null {
  if (change === null) return null
  const unit = unitOf(measure)
  const size = Math.abs(unit === 'share' ? change * 100 : change)
  const text = unit === 'days' && size < WHOLE_FROM ? size.toFixed(1) : Math.round(size).toLocaleString('en')
  if (Number(text.replaceAll(',', '')) === 0) return { text, way: 'level', tone: 'none' }
  const sign = change > 0 ? 1 : -1
  const better = BETTER[measure] * sign
  return { text, way: sign > 0 ? 'up' : 'down', tone: better > 0 ? 'good' : better < 0 ? 'bad' : 'none' }
}
