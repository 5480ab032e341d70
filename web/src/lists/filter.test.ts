import { describe, expect, it, vi } from 'vitest'
import type { Comparison, Condition } from '@/client/types'
import { isComplete, operatorsOf, readCondition, toCondition, toLines } from './filter'

vi.mock('@/app/i18n', () => ({ t: (key: string) => key }))

const amount: Comparison = { field: 'amount', op: '>=', value: '10000' }
const bare: Comparison = { field: 'plan_on', op: 'empty', value: 'left over' }

describe('filter lines and the condition in the address', () => {
  it('one line is a comparison, several are all of them', () => {
    expect(toCondition([amount])).toEqual(amount)
    expect(toCondition([amount, bare])).toEqual({ all: [amount, { field: 'plan_on', op: 'empty' }] })
  })
  it('leaves out what is not complete', () => {
    expect(toCondition([{ field: 'amount', op: '=', value: '' }])).toBeNull()
    expect(isComplete({ field: 'urgent', op: '=', value: false })).toBe(true)
  })
  it('comes back as lines', () => {
    for (const lines of [[], [amount], [amount, { field: 'plan_on', op: 'empty' as const }]]) {
      expect(toLines(toCondition(lines))).toEqual(lines)
    }
  })
  it('does not pretend to show what lines cannot say', () => {
    const deep: Condition = { any: [amount] }
    expect(toLines(deep)).toBeNull()
    expect(toLines({ all: [amount, { not: amount }] })).toBeNull()
  })
  it('survives a broken address', () => {
    expect(readCondition('{"field"')).toBeNull()
    expect(readCondition('[1]')).toBeNull()
    expect(readCondition('{"field":"a","op":"empty"}')).toEqual({ field: 'a', op: 'empty' })
  })
  it('compares a computed field as what it results in', () =>
    expect(operatorsOf({ key: 'sum', kind: 'rollup', label: '', result: 'money' })).toContain('>='))
})
