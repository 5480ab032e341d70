/** Every field kind, by name. Pages ask here and never compare a kind themselves. */
import type { Field, FieldKind } from '@/client/types'
import { address } from './address'
import { attachment } from './attachment'
import { autoNumber } from './auto_number'
import { choice } from './choice'
import { choices } from './choices'
import { date } from './date'
import { datetime } from './datetime'
import { email } from './email'
import { formula } from './formula'
import { isEmpty, type Kind, type Wrong } from './kind'
import { longText } from './long_text'
import { money } from './money'
import { number } from './number'
import { percent } from './percent'
import { phone } from './phone'
import { reference } from './reference'
import { region } from './region'
import { rollup } from './rollup'
import { text } from './text'
import { url } from './url'
import { user } from './user'
import { yesNo } from './yes_no'

export const KINDS: Record<FieldKind, Kind> = {
  text, long_text: longText, phone, email, url, number, percent, money, date, datetime, choice,
  choices, yes_no: yesNo, address, user, region, reference, attachment, auto_number: autoNumber,
  formula, rollup,
}

/** The field by which a value is shown and compared: a computed one is what it results in. */
export function shownAs(field: Field): Field {
  const computed = field.kind === 'formula' || field.kind === 'rollup'
  return computed ? { ...field, kind: field.result ?? 'number' } : field
}

export function kindOf(field: Field): Kind {
  return KINDS[field.kind]
}

/** The value as POST and PATCH take it. */
export function sent(field: Field, value: unknown): unknown {
  if (isEmpty(value)) return Array.isArray(value) ? [] : null
  return kindOf(field).sent?.(value) ?? value
}

/** What the person should mend before sending; the server judges again. */
export function wrongOf(field: Field, value: unknown): Wrong | null {
  if (isEmpty(value)) return field.required ? { key: 'required' } : null
  return kindOf(field).wrong?.(value, field) ?? null
}

export function isFigure(field: Field): boolean {
  return KINDS[shownAs(field).kind].figure === true
}
