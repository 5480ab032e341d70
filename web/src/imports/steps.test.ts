import { describe, expect, it, vi } from 'vitest'
import type { Field } from '@/client/types'
import { matches } from './choices'
import { settingsFor } from './fields'
import { fewOf, reasonsOf, rowList } from './report'
import { isReachable, nextStep, stepOf } from './steps'
import { troublesOf } from './troubles'
import type { Import } from './types'

vi.mock('@/app/i18n', () => ({ t: (key: string) => key }))

const draft = (more: Partial<Import> = {}): Import => ({
  id: '1', status: 'draft', created_at: '', by: { id: '1', name: 'Olga' }, file: { name: 'a.xlsx', size: 1 }, rows: 3, table: 'project', result: null,
  sheets: [{ name: 'A', rows: 3, columns: 2, hidden: false }], sheet: 'A', header_row: 3, header_found: true, columns: [{ name: '名称', filled: 3, samples: [], colour: false }], head: [],
  mapping: { tables: [] }, remembered: false, problems: [], unmatched: [], unmatched_rows: 0, job: null, preview: null, ...more,
})
const unclear = { column: 'a', table: 't', field: 'f', kind: 'choice' as const, value: 'v', rows: 1, guess: null, creatable: false }

describe('the step an import waits at', () => {
  it('is the header while that is a guess, then the columns', () => {
    expect(nextStep(draft({ header_found: false }))).toBe('header')
    expect(nextStep(draft({ sheets: [...draft().sheets, { name: 'B', rows: 9, columns: 2, hidden: false }] }))).toBe('header')
    expect(nextStep(draft())).toBe('columns')
  })
  it('passes over what is known from the last file of this kind', () => {
    expect(nextStep(draft({ remembered: true }))).toBe('preview')
    expect(nextStep(draft({ remembered: true, unmatched: [unclear] }))).toBe('values')
    expect(nextStep(draft({ remembered: true, problems: [{ path: 'key', message: 'no' }] }))).toBe('columns')
  })
  it('is the result once it has run, whatever the address says', () => {
    expect(stepOf('columns', draft({ status: 'done' }))).toBe('result')
    expect(stepOf('columns', draft())).toBe('columns')
    expect(isReachable('preview', draft({ problems: [{ path: 'key', message: 'no' }] }))).toBe(false)
  })
})

describe('refusals for people', () => {
  it('stand by cause, the most frequent first', () => {
    const all = [{ row: 5, column: '来源', code: 'a', reason: 'x' }, { row: 7, column: '日期', code: 'b', reason: 'y' }, { row: 6, column: '日期', code: 'b', reason: 'z' }]
    expect(reasonsOf(all).map((one) => [one.column, one.rows])).toEqual([['日期', [7, 6]], ['来源', [5]]])
  })
  it('shows the first rows that go in before a few that do not', () => {
    const row = (n: number, action: 'create' | 'refuse') => ({ row: n, action, titles: [] })
    const all = [row(3, 'refuse'), row(4, 'refuse'), row(5, 'create'), row(6, 'create'), row(7, 'create')]
    expect(fewOf(all, 2, 1).map((one) => one.row)).toEqual([5, 6, 3])
  })
  it('name rows as people do', () => {
    expect(rowList([9, 3, 4, 5, 12, 13])).toEqual({ text: '3–5, 9, 12, 13', more: 0 })
    expect(rowList([1, 3, 5, 7], 2)).toEqual({ text: '1, 3', more: 2 })
  })
})

describe('problems of a mapping', () => {
  const columns = ['金额', '金额.税', '单位']
  it('stand beside their column or table', () => {
    const found = troublesOf([
      { path: 'tables.1.columns.金额.税', message: 'a' }, { path: 'tables.1.key', message: 'b' }, { path: 'tables.0.单位', message: 'c' }, { path: 'create.project.x', message: 'd' },
    ], columns, false)
    expect(found.of('金额.税')).toEqual(['a'])
    expect(found.of('金额')).toEqual([])
    expect(found.of('单位')).toEqual(['c'])
    expect(found.at(1)).toEqual(['b'])
    expect(found.other).toEqual(['d'])
  })
  it('of one table come without its number', () => {
    expect(troublesOf([{ path: 'key', message: 'b' }], columns, true).at(0)).toEqual(['b'])
  })
})

describe('what is asked about a column', () => {
  const of = (kind: Field['kind']): Field => ({ key: 'f', kind, label: 'f' })
  it('depends on how its cells look', () => {
    expect(settingsFor(of('money'), { field: 'f' }, ['286.4'])).toEqual(['unit'])
    expect(settingsFor(of('money'), { field: 'f' }, ['约50万', '1.2亿'])).toEqual(['approximate'])
    expect(settingsFor(of('phone'), { field: 'f' }, ['138 0013 8000/0571-88112233'])).toEqual(['several'])
    expect(settingsFor(of('date'), { field: 'f' }, ['3月7日', '2025.3.7'])).toEqual(['year'])
    expect(settingsFor(of('percent'), { field: 'f' }, ['6.2%'])).toEqual([])
    expect(settingsFor(of('text'), { field: 'f' }, ['3月7日'])).toEqual([])
  })
  it('and on what was said before', () => {
    expect(settingsFor(of('phone'), { field: 'f', several: 'first' }, [])).toEqual(['several', 'rest'])
    expect(settingsFor(of('date'), { field: 'f', year: 2025 }, [])).toEqual(['year'])
  })
})

describe('choices as somebody types', () => {
  const groups = [{ label: '客户', items: [{ key: 'c', name: '单位地址' }, { key: 'a', name: '地址' }] }, { label: '项目', items: [{ key: 'p', name: '项目地址', also: ['address'] }] }]
  it('are found by name, other name or group', () => {
    expect(matches(groups, '地址').map((group) => group.items.map((one) => one.key))).toEqual([['a', 'c'], ['p']])
    expect(matches(groups, 'ADDRESS').flatMap((group) => group.items)).toHaveLength(1)
    expect(matches(groups, '客户 地址').flatMap((group) => group.items)).toHaveLength(2)
    expect(matches(groups, '')).toBe(groups)
  })
})
