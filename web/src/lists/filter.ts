/** The filter of a list as lines of field, operator, value; and as the condition in its address. */
import type { Comparison, Condition, Field, Operator } from '@/client/types'
import { isEmpty } from '@/fields/kind'
import { KINDS, shownAs } from '@/fields/kinds'

/** Operators that take no value. */
const BARE: Operator[] = ['empty', 'not_empty']

export function operatorsOf(field: Field): Operator[] {
  return KINDS[shownAs(field).kind].operators
}
export function takesValue(op: Operator): boolean {
  return !BARE.includes(op)
}
export function isComplete(line: Comparison): boolean {
  return line.field !== '' && (!takesValue(line.op) || !isEmpty(line.value))
}

/** The lines as one condition; null for none. What is not yet complete is left out. */
export function toCondition(lines: Comparison[]): Condition | null {
  const whole = lines.filter(isComplete).map((line) =>
    (takesValue(line.op) ? { field: line.field, op: line.op, value: line.value } : { field: line.field, op: line.op }))
  if (!whole.length) return null
  return whole.length === 1 ? whole[0] : { all: whole }
}

/** The lines of a condition that was written as lines; null for one that says more. */
export function toLines(condition: Condition | null): Comparison[] | null {
  if (!condition) return []
  if ('field' in condition) return [condition]
  if ('all' in condition && condition.all.every((one) => 'field' in one)) return condition.all as Comparison[]
  return null
}

/** A condition from an address; null for what is no JSON object. */
export function readCondition(text: unknown): Condition | null {
  if (typeof text !== 'string' || !text) return null
  try {
    const value: unknown = JSON.parse(text)
    return value && typeof value === 'object' && !Array.isArray(value) ? (value as Condition) : null
  } catch {
    return null
  }
}
