/** Which fields a file may fill, and what must be said about a column that fills one. */
import type { Field, Table } from '@/client/types'
import { t } from '@/app/i18n'
import type { Filling } from './types'

const WRITTEN_BY_US = ['auto_number', 'formula', 'rollup', 'attachment']

export const isImported = (field: Field): boolean => !WRITTEN_BY_US.includes(field.kind)

/** The table's fields that a column can fill, with owner and day of registration after them. */
export function fieldsFor(table: Table): Field[] {
  return [
    ...table.fields.filter(isImported),
    { key: 'owner', kind: 'user', label: t('imports.field.owner') },
    { key: 'created_at', kind: 'datetime', label: t('imports.field.created_at') },
  ]
}

export function fieldIn(table: Table | undefined, key: string): Field | undefined {
  return table && fieldsFor(table).find((field) => field.key === key)
}

export type Setting = 'unit' | 'unit_field' | 'approximate' | 'percent' | 'year' | 'several' | 'rest' | 'lookup'

const BARE = /^[^\d]{0,2}[\d.,，．０-９]+$/
export const WITH_UNIT = /[\d.]\s*[^\d\s.,%万亿元¥]+\s*$/
export const ABOUT = /^(大约|大概|约|近|~|≈|about|approx)|(左右|上下|多|余)\s*(万|元)?$/i
export const DAY_ONLY = /^\s*\d{1,2}\s*月\s*\d{1,2}\s*[日号]?\s*$/
const PARTED = /\S\s*([/、;；|\n,，]|或)\s*\S/

/** The choice that says the unit of a number, by the name that blueprints give it: usage, usage_unit. */
export const unitFieldOf = (table: Table, field: Field): string | null =>
  table.fields.find((one) => one.key === `${field.key}_unit` && one.kind === 'choice')?.key ?? null

const REMARK = /^(备注|备注说明|remarks?|notes?|comments?)$/i

/** The field for what is said beside everything else: where the rest of a cell is kept. */
export function remarkOf(table: Table): string | null {
  const said = (field: Field) => [field.key, ...(typeof field.label === 'string' ? [field.label] : Object.values(field.label ?? {}))]
  return table.fields.find((field) => field.kind === 'long_text' && said(field).some((name) => name && REMARK.test(name.trim())))?.key ?? null
}

/** A filling as it begins, with the unit that the column's name states: 金额（万元）, 金额/万元. */
export function fillingFor(table: Table | undefined, key: string, column: string): Filling {
  const field = fieldIn(table, key)
  const unit = /[(（[【]\s*(?:单位[:：]?\s*)?([^)）\]】]{1,10})\s*[)）\]】]\s*$|\/\s*(万?元|㎡|吨)\s*$/.exec(column)
  const said = unit?.[1] ?? unit?.[2]
  if (field?.kind === 'percent') return { field: key, ...(said && /[%％]/.test(said) ? { percent: 'percent' as const } : {}) }
  if (field?.kind !== 'number' && field?.kind !== 'money') return { field: key }
  const unitField = table && unitFieldOf(table, field)
  return { field: key, ...(said ? { unit: said } : {}), ...(unitField ? { unit_field: unitField } : {}) }
}

/** What to ask about a column, from the field's kind, how its cells look and what was said before;
 * `all`: everything that can be said of this kind. */
export function settingsFor(field: Field, filling: Filling, samples: string[], all = false): Setting[] {
  const some = (test: RegExp) => samples.some((text) => test.test(text.trim()))
  const asked: [Setting, boolean][] = []
  if (field.kind === 'money' || field.kind === 'number') {
    asked.push(['unit', filling.unit != null || some(BARE)])
    if (field.kind === 'number') asked.push(['unit_field', filling.unit_field != null || some(WITH_UNIT)])
    asked.push(['approximate', filling.approximate === true || some(ABOUT)])
  }
  if (field.kind === 'percent') asked.push(['percent', filling.percent != null || samples.some((text) => !/[%％]/.test(text))])
  if (field.kind === 'date' || field.kind === 'datetime') asked.push(['year', filling.year != null || some(DAY_ONLY)])
  if (field.kind === 'phone') asked.push(['several', filling.several != null || some(PARTED)])
  if (field.kind === 'reference') asked.push(['lookup', true])
  const parts = ['money', 'number', 'phone'].includes(field.kind)
  if (parts) asked.push(['rest', filling.rest != null || filling.approximate === true || filling.several === 'first'])
  return asked.filter(([, wanted]) => wanted || all).map(([setting]) => setting)
}
