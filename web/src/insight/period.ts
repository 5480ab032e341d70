/** The periods of a report: which days they hold, and what they are called. Days are YYYY-MM-DD. */
import { calendarDay } from '@/kit/time'
import { language } from '@/kit/language'
import type { Span } from './types'

export const PRESETS = ['last_month', 'this_month', 'last_three', 'this_quarter', 'last_quarter', 'this_year', 'all'] as const
export type Preset = (typeof PRESETS)[number]
export const DEFAULT: Preset = 'last_month'

const MONTHS = 12
const IN_QUARTER = 3

/** The first day of the month `by` months from the one that `day` is in. */
function first(day: string, by: number): string {
  const [year, month] = day.split('-').map(Number)
  const count = year * MONTHS + month - 1 + by
  return `${Math.floor(count / MONTHS)}-${String((count % MONTHS) + 1).padStart(2, '0')}-01`
}
function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
}
/** Whole months: from the month `from` months away to the one `to` months away. */
const months = (today: string, from: number, to: number): Span => ({ from: first(today, from), to: dayBefore(first(today, to + 1)) })

export function isPreset(word: unknown): word is Preset {
  return PRESETS.includes(word as Preset)
}

/** The days of a preset on the day `today`. A period under way ends where its month or quarter does. */
export function spanOf(preset: Preset, today: string): Span {
  const month = Number(today.slice(5, 7)) - 1
  const inQuarter = month % IN_QUARTER
  switch (preset) {
    case 'last_month': return months(today, -1, -1)
    case 'this_month': return months(today, 0, 0)
    case 'last_three': return months(today, -IN_QUARTER, -1)
    case 'this_quarter': return months(today, -inQuarter, IN_QUARTER - 1 - inQuarter)
    case 'last_quarter': return months(today, -inQuarter - IN_QUARTER, -inQuarter - 1)
    case 'this_year': return months(today, -month, MONTHS - 1 - month)
    case 'all': return { from: null, to: null }
  }
}

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
/** A free range as it stands in an address; null where it is none. */
export function readRange(from: unknown, to: unknown): Span | null {
  if (typeof from !== 'string' || typeof to !== 'string') return null
  return DAY.test(from) && DAY.test(to) && from <= to ? { from, to } : null
}

function monthName(month: number): string {
  return new Intl.DateTimeFormat('en', { month: 'short', timeZone: 'UTC' }).format(Date.UTC(2026, month - 1, 1))
}

/** 2026年2月 · 8月–10月 · 四季度 · 2026年 · 9月3日–10月12日. `short` leaves the year off
 * where it is this year's; null for all time. */
export function nameOf(span: Span, today: string, short = false): string | null {
  if (!span.from || !span.to) return null
  const [year, month] = span.from.split('-').map(Number)
  const [lastYear, lastMonth] = span.to.split('-').map(Number)
  const zh = language.value === 'zh-CN'
  const whole = span.from === first(span.from, 0) && span.to === dayBefore(first(span.to, 1))
  if (!whole) return span.from === span.to ? calendarDay(span.from) : `${calendarDay(span.from)}–${calendarDay(span.to)}`
  const bare = short && year === lastYear && year === Number(today.slice(0, 4))
  const of = (name: string) => (bare ? name : zh ? `${year}年${name}` : `${name} ${year}`)
  if (year !== lastYear) {
    const ends = [[year, month], [lastYear, lastMonth]] as const
    return ends.map(([y, m]) => (zh ? `${y}年${m}月` : `${monthName(m)} ${y}`)).join('–')
  }
  if (month === lastMonth) return of(zh ? `${month}月` : monthName(month))
  if (month === 1 && lastMonth === MONTHS) return zh ? `${year}年` : String(year)
  if (lastMonth - month === IN_QUARTER - 1 && (month - 1) % IN_QUARTER === 0) {
    const quarter = (month - 1) / IN_QUARTER
    return of(zh ? `${'一二三四'[quarter]}季度` : `Q${quarter + 1}`)
  }
  return of(zh ? `${month}月–${lastMonth}月` : `${monthName(month)}–${monthName(lastMonth)}`)
}
