import { describe, expect, it, vi } from 'vitest'
import type { Pipeline, Table } from '@/client/types'
import { choiceFields, choose, chosen } from './asked'

vi.mock('@/app/i18n', () => ({ t: (key: string) => key }))

const options = [{ key: 'a', label: 'A' }, { key: 'b', label: 'B' }]
const field = (key: string, kind = 'choice') => ({ key, kind, label: key, options })
const table = { fields: [field('building'), field('unit'), field('demand'), field('name', 'text'), field('source')] } as unknown as Table
const pipeline = {
  intake: { fields: ['customer.name', 'source'] },
  stages: [{ gate: [{ field: 'name' }, { field: 'demand' }] }, { gate: [{ activity: 'x' }, { field: 'unit' }] }],
} as unknown as Pipeline

describe('the fields to filter by', () => {
  it('what the intake asks, then the gates; the rest apart', () => {
    const { first, more } = choiceFields(pipeline, table)
    expect([first, more].map((list) => list.map((one) => one.key))).toEqual([['source', 'demand'], ['unit', 'building']])
  })
})

describe('options chosen, in the condition of the address', () => {
  it('one field, another, and none again', () => {
    const one = choose(null, 'source', ['a'])
    expect(one).toEqual({ field: 'source', op: 'in', value: ['a'] })
    const two = choose(one, 'demand', ['a', 'b'])
    expect(chosen(two, 'source')).toEqual(['a'])
    expect(chosen(two, 'demand')).toEqual(['a', 'b'])
    expect(choose(choose(two, 'source', []), 'demand', [])).toBeNull()
  })
  it('keeps a condition that lines cannot say', () => {
    const deep = { any: [{ field: 'amount', op: '>' as const, value: '1' }] }
    expect(choose(deep, 'source', ['a'])).toEqual({ all: [deep, { field: 'source', op: 'in', value: ['a'] }] })
    expect(choose(deep, 'source', [])).toEqual(deep)
    expect(chosen(deep, 'source')).toEqual([])
  })
})
