/** Refusals that one word from a person mends for a whole column: take the first phone, read 约5万 as
 * written, fill the unit's own field, say the year. */
import type { Field } from '@/client/types'
import { copy } from './copy'
import { ABOUT, DAY_ONLY, WITH_UNIT, fieldIn, remarkOf, unitFieldOf } from './fields'
import type { Known } from './mapping'
import type { Filling, Mapping, Part, Refused } from './types'

export type Mend = 'several' | 'approximate' | 'unit_field' | 'year'

const QUOTED = /[“"]([^”"]*)[”"]/

/** What would mend a refusal, judged by its code and the cell it quotes; null: a person must look. */
export function mendOf({ code, reason }: Pick<Refused, 'code' | 'reason'>): Mend | null {
  const cell = QUOTED.exec(reason)?.[1] ?? ''
  if (code === 'several_phones') return 'several'
  if (code === 'no_year' || (code === 'not_a_date' && DAY_ONLY.test(cell))) return 'year'
  if (code !== 'not_a_number') return null
  if (ABOUT.test(cell)) return 'approximate'
  return WITH_UNIT.test(cell) ? 'unit_field' : null
}

const KINDS: Record<Mend, Field['kind'][]> = {
  several: ['phone'], approximate: ['money', 'number'], unit_field: ['number'], year: ['date', 'datetime'],
}

function changeOf(what: Mend, part: Part, filling: Filling, known: Known, year: number): Partial<Filling> | null {
  const table = known.tables.find((one) => one.key === part.table)
  const field = fieldIn(table, filling.field)
  if (!table || !field || !KINDS[what].includes(field.kind)) return null
  if (what === 'year') return { year }
  if (what === 'unit_field') {
    const key = unitFieldOf(table, field)
    return key ? { unit_field: key } : null
  }
  const rest = filling.rest ?? remarkOf(table)
  return what === 'several' ? { several: 'first', rest } : { approximate: true, rest }
}

/** The mapping with a column mended wherever it fills such a field; null where that changes nothing. */
export function mended(before: Mapping, column: string, what: Mend, known: Known, year = 0): Mapping | null {
  const mapping = copy(before)
  let changed = false
  for (const part of mapping.tables) {
    const filling = part.columns[column]
    const change = filling && changeOf(what, part, filling, known, year)
    if (change) {
      Object.assign(filling, change)
      changed = true
    }
    if (what === 'year' && part.history && saysDays(part.history, column)) {
      part.history.year = year
      changed = true
    }
    if (what === 'year' && part.place && [part.place.entered_at, part.place.closed_at].includes(column)) {
      part.place.year = year
      changed = true
    }
  }
  return changed ? mapping : null
}
const saysDays = (history: NonNullable<Part['history']>, column: string) =>
  column in history.dates || history.won_at === column || history.closed_at === column
