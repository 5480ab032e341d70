import { describe, expect, it, vi } from 'vitest'
import type { Field } from '@/client/types'
import { KINDS, sent, shownAs, wrongOf } from './kinds'

vi.mock('@/app/i18n', () => ({ t: (key: string) => key }))

const field = (kind: Field['kind'], more: Partial<Field> = {}): Field => ({ key: 'f', kind, label: 'F', ...more })

describe('values on their way to the server', () => {
  it('sends the id of a record, a person, a region, and of every file', () => {
    expect(sent(field('reference'), { id: '12', title: 'x' })).toBe('12')
    expect(sent(field('user'), { id: '3', name: 'x' })).toBe('3')
    expect(sent(field('region'), { id: '4', name: 'x' })).toBe('4')
    expect(sent(field('attachment'), [{ id: '5' }, { id: '6' }])).toEqual(['5', '6'])
  })
  it('sends emptiness as null, of a list as an empty list', () => {
    expect(sent(field('text'), '')).toBeNull()
    expect(sent(field('choices'), [])).toEqual([])
  })
  it('keeps false', () => expect(sent(field('yes_no'), false)).toBe(false))
})

describe('what is wrong with a value', () => {
  it('asks for a required one', () => expect(wrongOf(field('text', { required: true }), null)).toEqual({ key: 'required' }))
  it('lets an empty optional one pass', () => expect(wrongOf(field('email'), '')).toBeNull())
  it('counts characters, not bytes', () =>
    expect(wrongOf(field('text', { max_length: 2 }), '𠮷𠮷')).toBeNull())
  it.each([
    ['phone', '0512 6288 1000 转 8', null], ['phone', '12', 'phone'], ['email', 'a@b', 'email'],
    ['email', 'a@b.cn', null], ['url', 'javascript:alert(1)', 'url'], ['url', 'https://a.cn/x', null],
  ] as const)('judges %s %s', (kind, value, key) => expect(wrongOf(field(kind), value)?.key ?? null).toBe(key))
})

it('a computed field is shown as its result', () => {
  expect(shownAs(field('formula', { result: 'money' })).kind).toBe('money')
  expect(Object.keys(KINDS)).toHaveLength(21)
})
