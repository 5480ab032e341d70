/** A report read for people: refusals by what is wrong, sums over the tables. */
import { mendOf, type Mend } from './mending'
import type { Refused, Report, Sample } from './types'

export interface Reason { key: string; column: string | null; code: string; text: string; mend: Mend | null; rows: number[] }

/** Refusals of one column for one cause together, the most frequent first. `text` is the first of
 * them, as an example of the words. */
export function reasonsOf(refusals: Refused[]): Reason[] {
  const reasons = new Map<string, Reason>()
  for (const { row, column, code, reason } of refusals) {
    const mend = mendOf({ code, reason })
    // One press mends 1月7日 in fields and in stages alike: it is one cause.
    const key = `${column ?? ''}\n${mend ?? code}`
    const one = reasons.get(key) ?? { key, column, code, text: reason, mend, rows: [] }
    reasons.set(key, one)
    if (!one.rows.includes(row)) one.rows.push(row)
  }
  return [...reasons.values()].sort((a, b) => b.rows.length - a.rows.length)
}

export interface Sum { created: number; updated: number; unchanged: number }
export function sumOf(report: Pick<Report, 'tables'>): Sum {
  const add = (key: keyof Sum) => report.tables.reduce((sum, table) => sum + table[key], 0)
  return { created: add('created'), updated: add('updated'), unchanged: add('unchanged') }
}

/** Rows that go in. */
export const taken = (report: Report): number => report.read - report.refused

/** The first rows that go in, and a few that do not. */
export function fewOf(samples: Sample[], taken = 10, refused = 3): Sample[] {
  const few = (out: boolean, most: number) => samples.filter((one) => (one.action === 'refuse') === out).slice(0, most)
  return [...few(false, taken), ...few(true, refused)]
}

/** 3, 5–9, 12: rows as people say them, at most `most` of them. */
export function rowList(rows: number[], most = 8): { text: string; more: number } {
  const sorted = [...rows].sort((a, b) => a - b)
  const runs: [number, number][] = []
  for (const row of sorted) {
    const last = runs[runs.length - 1]
    if (last && row === last[1] + 1) last[1] = row
    else runs.push([row, row])
  }
  const shown = runs.slice(0, most)
  const counted = shown.reduce((sum, [from, to]) => sum + to - from + 1, 0)
  return {
    text: shown.map(([from, to]) => (from === to ? `${from}` : to === from + 1 ? `${from}, ${to}` : `${from}–${to}`)).join(', '),
    more: sorted.length - counted,
  }
}
