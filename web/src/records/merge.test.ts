import { describe, expect, it } from 'vitest'
import { clashes } from './merge'

const draft = { version: 3, base: { amount: '10.00', customer: { id: '1', title: 'A' }, note: null }, values: { amount: '12' } }

describe('somebody else changes the record while I type', () => {
  it('other fields do not matter', () =>
    expect(clashes(draft, { amount: '10.00', customer: { id: '1', title: 'A' }, source: 'expo' })).toEqual([]))
  it('the same field does', () =>
    expect(clashes(draft, { amount: '11.00', customer: { id: '2', title: 'B' } })).toEqual(['amount', 'customer']))
})
