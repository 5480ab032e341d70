import { expect, test } from 'vitest'
import { byField, placeOf, watched, type Match } from './match'

const match = (fields: string[], id: string): Match => ({
  level: 'warn', rule: 'r', fields, why: '', table: 'project', id, title: id, owner: null, created_on: '2027-01-01', seen: true,
})

test('a rule over several fields is told under the last that the form has', () => {
  expect(placeOf(match(['name', 'address'], '1'), ['address', 'name'])).toBe('address')
  expect(placeOf(match(['name', 'address'], '1'), ['name'])).toBe('name')
  expect(placeOf(match(['name'], '1'), ['phone'])).toBeUndefined()
})

test('matches are gathered by their field', () => {
  const found = byField([match(['name'], '1'), match(['phone'], '2'), match(['name'], '3')], ['name', 'phone'])
  expect(found.name.map((one) => one.id)).toEqual(['1', '3'])
  expect(Object.keys(found)).toEqual(['name', 'phone'])
})

test('each field is watched once', () => {
  const rules = [{ key: 'a', fields: ['name'], match: 'company', level: 'block' }, { key: 'b', fields: ['name', 'address'], match: 'same', level: 'warn' }] as const
  expect(watched(rules.map((rule) => ({ ...rule, fields: [...rule.fields] })))).toEqual(['name', 'address'])
})
