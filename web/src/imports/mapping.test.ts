import { describe, expect, it, vi } from 'vitest'
import type { Field, Pipeline, Table } from '@/client/types'
import { columnOf, leftOut, missing, read, retarget, sendable, targetsOf, type Known } from './mapping'
import { modeOf, turn } from './flow'
import type { Column, Mapping } from './types'

vi.mock('@/app/i18n', () => ({ t: (key: string) => key }))

const field = (key: string, kind: Field['kind'] = 'text', more: Partial<Field> = {}): Field => ({ key, kind, label: key, ...more })
const tables: Table[] = [
  { key: 'project', label: 'Project', title: 'name', fields: [field('name', 'text', { required: true }), field('customer', 'reference', { table: 'customer', required: true }), field('amount', 'money'), field('code', 'auto_number', { required: true })] },
  { key: 'customer', label: 'Customer', title: 'name', fields: [field('name', 'text', { required: true }), field('address', 'address')] },
]
const stages = [{ key: 'lead', label: 'Lead' }, { key: 'quotation', label: 'Quotation' }]
const pipelines: Pipeline[] = [{ key: 'sales', label: 'Sales', table: 'project', order: 'fixed', stages, outcomes: [] }]
const known: Known = { tables, pipelines }
const column = (name: string, colour = false): Column => ({ name, colour, filled: 3, samples: [] })
const start: Mapping = { tables: [{ table: 'project', columns: { 名称: { field: 'name' } } }] }

describe('what a column fills', () => {
  it('reads the short form of a mapping as the long one', () => {
    const short = { tables: [{ table: 'project', columns: { 名称: 'name' } }] } as unknown as Mapping
    expect(read(short).tables[0].columns).toEqual({ 名称: { field: 'name' } })
  })
  it('brings the table that is filled for the first time, before the one that refers to it', () => {
    const next = retarget(start, '单位', null, 'customer.name', known)
    expect(next.tables.map((part) => part.table)).toEqual(['customer', 'project'])
    expect(next.tables[1].links).toEqual({ customer: 'customer' })
    expect(next.tables[0].key).toBe('name')
    expect(start.tables).toHaveLength(1)
  })
  it('takes the table and the link away again with its last column', () => {
    const there = retarget(start, '单位', null, 'customer.name', known)
    const back = retarget(there, '单位', 'customer.name', null, known)
    expect(back.tables.map((part) => part.table)).toEqual(['project'])
    expect(back.tables[0].links).toEqual({})
  })
  it('lets one column fill fields of two tables, and one field be filled by one column', () => {
    const both = retarget(start, '名称', null, 'customer.name', known)
    expect(targetsOf(both, '名称').sort()).toEqual(['customer.name', 'project.name'])
    const moved = retarget(both, '单位', null, 'customer.name', known)
    expect(targetsOf(moved, '名称')).toEqual(['project.name'])
    expect(columnOf(moved, 'customer.name')).toBe('单位')
  })
  it('forgets a key that nothing fills any more', () => {
    const keyed: Mapping = { tables: [{ table: 'project', key: 'name', columns: { 名称: { field: 'name' }, 金额: { field: 'amount' } } }] }
    expect(retarget(keyed, '名称', 'project.name', null, known).tables[0].key).toBeNull()
  })
  it('names the columns left out, and what is required and comes from nowhere', () => {
    expect(leftOut(start, [column('名称'), column('备注')])).toEqual(['备注'])
    expect(missing(start.tables[0], tables[0]).map((one) => one.key)).toEqual(['customer'])
    expect(missing(retarget(start, '单位', null, 'customer.name', known).tables[1], tables[0])).toEqual([])
  })
})

describe('how far a record is', () => {
  it('is told by days of stages, or by a column, not by both', () => {
    const days = retarget(start, '登记', null, 'project@date:lead', known)
    expect(days.tables[0].history).toMatchObject({ pipeline: 'sales', dates: { 登记: 'lead' } })
    const staged = retarget(days, '进度', null, 'project@stage', known)
    expect(staged.tables[0].history).toBeNull()
    expect(staged.tables[0].place).toMatchObject({ stage: '进度' })
    expect(columnOf(staged, 'project@stage')).toBe('进度')
  })
  it('keeps reason and day of ending when the way of telling changes', () => {
    let mapping = retarget(start, '登记', null, 'project@date:lead', known)
    mapping = retarget(mapping, '原因', null, 'project@reason', known)
    mapping = retarget(mapping, '进度', null, 'project@stage', known)
    expect(mapping.tables[0].place).toMatchObject({ stage: '进度', reason: '原因' })
    mapping = retarget(mapping, '报价', null, 'project@date:quotation', known)
    expect(mapping.tables[0].history).toMatchObject({ dates: { 报价: 'quotation' }, reason: { column: '原因', values: {} } })
  })
  it('goes with its last column', () => {
    const days = retarget(start, '登记', null, 'project@date:lead', known)
    expect(retarget(days, '登记', 'project@date:lead', null, known).tables[0].history).toBeNull()
  })
  it('begins with the only column of colours, and waits for a column of words', () => {
    const columns = [column('名称'), column('颜色', true)]
    const part = structuredClone(start.tables[0])
    turn(part, 'colour', columns, pipelines)
    expect(part.place?.stage).toBe('颜色')
    expect(modeOf(part, columns)).toBe('colour')
    turn(part, 'column', columns, pipelines)
    expect(part.place?.stage).toBe('')
    expect(sendable({ tables: [part] }).tables[0].place).toBeNull()
  })
})
