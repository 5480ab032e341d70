/** Which fields of two records differ, and which side is chosen at first: what is filled. */
import type { Field, RecordItem } from '@/client/types'
import { isEmpty } from '@/fields/kind'
import { sent } from '@/fields/kinds'
import type { Side } from './merging'

const told = (field: Field, record: RecordItem) => JSON.stringify(sent(field, record.values[field.key]))

export function differing(fields: Field[], into: RecordItem, other: RecordItem): Field[] {
  return fields.filter((field) => field.kind !== 'attachment' && told(field, into) !== told(field, other))
}

export function firstChoice(fields: Field[], into: RecordItem): Record<string, Side> {
  return Object.fromEntries(fields.map((field) => [field.key, isEmpty(into.values[field.key]) ? 'other' : 'this']))
}
