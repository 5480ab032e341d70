import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Condition, FieldKind } from '@/client/types'
import { judge, type Kinds, type Sight } from './conditions'

const sight = { today: '2026-03-18', me: '7', zone: 'Asia/Shanghai' }
const kinds: Kinds = {
  name: 'text', amount: 'money', due: 'date', seen: 'datetime', tags: 'choices', owner: 'user', urgent: 'yes_no',
}
const values = {
  name: '高铁新城 A Block', amount: '12345678901234.56', due: '2026-03-20', seen: '2026-03-17T23:30:00+08:00',
  tags: ['floor', 'wall'], owner: { id: '7', name: '周敏' }, urgent: true, none: null,
}
const is = (condition: Condition) => judge(condition, values, sight, kinds)

describe('judge', () => {
  it('compares amounts of fifteen digits exactly', () => {
    expect(is({ field: 'amount', op: '>', value: '12345678901234.55' })).toBe(true)
    expect(is({ field: 'amount', op: '=', value: '12345678901234.560' })).toBe(true)
    expect(is({ field: 'amount', op: '<', value: 9 })).toBe(false)
  })
  it('finds every comparison with an empty value false, != as well', () => {
    expect(is({ field: 'none', op: '!=', value: 'x' })).toBe(false)
    expect(is({ field: 'none', op: 'not_in', value: ['x'] })).toBe(false)
    expect(is({ field: 'none', op: 'empty' })).toBe(true)
  })
  it('folds A to Z in contains and starts_with, and is exact in =', () => {
    expect(is({ field: 'name', op: 'contains', value: 'a block' })).toBe(true)
    expect(is({ field: 'name', op: 'starts_with', value: '高铁' })).toBe(true)
    expect(is({ field: 'name', op: '=', value: '高铁新城 a block' })).toBe(false)
  })
  it('counts days from today in the zone', () => {
    expect(is({ field: 'due', op: '<=', value: { today: 2 } })).toBe(true)
    expect(is({ field: 'due', op: '<', value: { today: 2 } })).toBe(false)
    expect(is({ field: 'seen', op: '=', value: { today: -1 } })).toBe(true)
  })
  it('knows the viewer, several choices, and the tree', () => {
    expect(is({ field: 'owner', op: '=', value: { me: true } })).toBe(true)
    expect(is({ field: 'tags', op: 'contains', value: 'wall' })).toBe(true)
    expect(is({ all: [{ field: 'urgent', op: '=', value: true }, { not: { field: 'name', op: 'empty' } }] })).toBe(true)
    expect(is({ all: [] })).toBe(true)
    expect(is({ any: [] })).toBe(false)
  })
  it('refuses a tree deeper than twelve', () => {
    let deep: Condition = { field: 'name', op: 'empty' }
    for (let n = 0; n < 13; n++) deep = { not: deep }
    expect(() => is(deep)).toThrow('condition_too_deep')
  })
})

interface Shared extends Sight {
  kinds: Record<string, FieldKind>
  cases: { condition: Condition; values: Record<string, unknown>; expected: boolean }[]
}
/** Drawn and judged by the server's judge, in tests/parity/test_browser.py. */
const file = new URL('../../../tests/parity/cases.json', import.meta.url)

describe('parity with the server', () => {
  it('judges every shared case alike', () => {
    const shared = JSON.parse(readFileSync(file, 'utf8')) as Shared
    expect(shared.cases.length).toBeGreaterThan(300)
    for (const one of shared.cases) {
      expect(judge(one.condition, one.values, shared, shared.kinds), JSON.stringify(one)).toBe(one.expected)
    }
  })
})
