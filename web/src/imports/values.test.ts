import { describe, expect, it } from 'vitest'
import type { Mapping, Unmatched } from './types'
import { create, decide, groupsOf, takeGuesses } from './values'

const mapping: Mapping = { tables: [{ table: 'project', columns: { 来源: { field: 'source' } }, place: { stage: '进度', values: {} } }] }
const unclear = (value: string, rows: number, more: Partial<Unmatched> = {}): Unmatched =>
  ({ column: '来源', table: 'project', field: 'source', kind: 'choice', value, rows, guess: null, creatable: false, ...more })

describe('cells that could not be matched', () => {
  const all = [unclear('老客户', 31, { guess: 'referral' }), unclear('朋友', 4)]
  it('stand together by column, with the rows that hang on them', () => {
    const [group] = groupsOf(mapping, all, [])
    expect(group).toMatchObject({ column: '来源', open: 2, rows: 35 })
  })
  it('stay in sight once decided, and can be opened again', () => {
    const decided = decide(mapping, groupsOf(mapping, all, [])[0], '朋友', '')
    const [group] = groupsOf(decided, [all[0]], all)
    expect(group.lines.find((line) => line.value === '朋友')?.meaning).toBe('')
    expect(group).toMatchObject({ open: 1, rows: 31 })
    expect(decide(decided, group, '朋友', null)).toEqual(decide(mapping, group, '朋友', null))
  })
  it('go when their column fills another field', () => {
    expect(groupsOf(mapping, [], all)).toEqual([])
  })
  it('are settled at once by the guesses; what has none stays open', () => {
    const taken = takeGuesses(mapping, groupsOf(mapping, all, [])[0], (guess) => guess)
    expect(taken.tables[0].columns.来源.values).toEqual({ 老客户: 'referral' })
  })
  it('may be created where records can be', () => {
    const [group] = groupsOf(mapping, [unclear('新单位', 2, { creatable: true })], [])
    const creating = create(mapping, group, true)
    expect(creating.create).toEqual({ 'project.source': true })
    expect(groupsOf(creating, [], [unclear('新单位', 2, { creatable: true })])[0]).toMatchObject({ open: 0, creating: true })
    expect(create(creating, group, false).create).toEqual({})
  })
  it('show what a mapping of before says about them', () => {
    const before: Mapping = { tables: [{ table: 'project', columns: { 来源: { field: 'source', values: { 走访: 'site_visit' } } } }] }
    const [group] = groupsOf(before, [], [], () => 'choice')
    expect(group).toMatchObject({ kind: 'choice', open: 0, lines: [{ value: '走访', meaning: 'site_visit' }] })
    expect(groupsOf(before, [], [])).toEqual([])
  })
  it('of a stage mean a standing', () => {
    const stage = unclear('报价中', 5, { kind: 'stage', column: '进度', field: 'stage' })
    const next = decide(mapping, groupsOf(mapping, [stage], [])[0], '报价中', { stage: 'quotation' })
    expect(next.tables[0].place?.values).toEqual({ 报价中: { stage: 'quotation' } })
  })
})
