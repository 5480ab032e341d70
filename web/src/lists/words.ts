import type { Field, Operator } from '@/client/types'
import { shownAs } from '@/fields/kinds'

/** The word for an operator: days are not greater but later. A key under `lists.op`. */
export function wordOf(field: Field, op: Operator): string {
  const day = ['date', 'datetime'].includes(shownAs(field).kind)
  const words: Record<Operator, string> = {
    '=': 'is', '!=': 'is_not', '>': day ? 'after' : 'above', '<': day ? 'before' : 'below',
    '>=': day ? 'from' : 'at_least', '<=': day ? 'until' : 'at_most', in: 'one_of', not_in: 'none_of',
    contains: 'contains', starts_with: 'starts_with', empty: 'empty', not_empty: 'filled',
  }
  return words[op]
}
