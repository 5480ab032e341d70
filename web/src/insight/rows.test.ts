import { describe, expect, it } from 'vitest'
import { childrenOf, stuck, weakest } from './rows'
import type { Figure, Row, Stages } from './types'

const figure = (value: number | null, small = false): Figure => ({ value, cases: 20, small, previous: null, change: null, drill: null })
const row = (stage: string, share: number | null, small = false, ended = 20) => ({
  stage, label: stage, conversion: figure(share, small), ended: figure(ended), open: figure(0), average_days: { ...figure(1), cases: ended },
  cohort_conversion: { ...figure(1), cases: ended }, sticking: { reasons: [], unsaid: {} },
}) as unknown as Row

describe('the row that stands out', () => {
  it('is the lowest conversion', () => expect(weakest([row('a', 0.85), row('b', 0.41), row('c', 0.53)])).toBe('b'))
  it('is never one with too few cases', () => expect(weakest([row('a', 0.85), row('b', 0.1, true), row('c', 0.53)])).toBe('c'))
  it('is none where two are equal to the eye', () => expect(weakest([row('a', 0.411), row('b', 0.409)])).toBeNull())
  it('is none where there is nothing to compare', () => {
    expect(weakest([row('a', 0.4)])).toBeNull()
    expect(weakest([row('a', 0.4), row('b', null)])).toBeNull()
    expect(weakest([])).toBeNull()
  })
})

it('a stage unfolds into its groups, the largest first and the empty left out', () => {
  const groups = [['x', 3], ['y', 0], ['z', 9]].map(([key, ended]) => ({ key: String(key), label: String(key), rows: [row('a', 0.5, true, Number(ended))] }))
  expect(childrenOf(groups, 'a').map((child) => child.key)).toEqual(['z', 'x'])
  expect(childrenOf(groups, 'b')).toEqual([])
  expect(childrenOf(null, 'a')).toEqual([])
})

it('sticking points of all stages, the most frequent first', () => {
  const reason = (key: string, count: number) => ({ key, label: key, side: 'ours' as const, count, share: 0.1, drill: null })
  const rows = [row('a', 0.5), row('b', 0.5)]
  rows[0].sticking.reasons = [reason('late', 3)]
  rows[1].sticking.reasons = [reason('price', 16), reason('rival', 2)]
  expect(stuck({ rows } as Stages).map((one) => `${one.stage} ${one.key}`)).toEqual(['b price', 'a late', 'b rival'])
})
