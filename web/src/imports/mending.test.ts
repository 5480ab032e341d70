import { describe, expect, it, vi } from 'vitest'
import type { Field, Table } from '@/client/types'
import { fillingFor } from './fields'
import type { Known } from './mapping'
import { mended, mendOf } from './mending'
import type { Mapping } from './types'

vi.mock('@/app/i18n', () => ({ t: (key: string) => key }))

const field = (key: string, kind: Field['kind']): Field => ({ key, kind, label: key })
const project: Table = {
  key: 'project', label: 'Project', title: 'name',
  fields: [field('name', 'text'), field('phone', 'phone'), field('usage', 'number'), field('usage_unit', 'choice'), field('amount', 'money'), field('signed_on', 'date'), field('payment_terms', 'long_text'), field('remark', 'long_text')],
}
const known: Known = { tables: [project], pipelines: [] }
const mapping: Mapping = {
  tables: [{
    table: 'project', columns: { 电话: { field: 'phone' }, 面积: { field: 'usage' }, 金额: { field: 'amount' }, 签约: { field: 'signed_on' } },
    history: { dates: { 登记: 'lead' }, won_at: '签约' },
  }],
}

describe('a refusal that one word mends', () => {
  it('is known by its code and the cell it quotes', () => {
    expect(mendOf({ code: 'several_phones', reason: '' })).toBe('several')
    expect(mendOf({ code: 'no_year', reason: '“3月7日”没有写年份' })).toBe('year')
    expect(mendOf({ code: 'not_a_number', reason: '“约50”不是数字' })).toBe('approximate')
    expect(mendOf({ code: 'not_a_number', reason: '“3200平米”不是数字' })).toBe('unit_field')
    expect(mendOf({ code: 'not_a_number', reason: '“待定”不是数字' })).toBeNull()
  })
  it('keeps what is left out of a cell where there is room for remarks', () => {
    expect(mended(mapping, '电话', 'several', known)?.tables[0].columns.电话).toEqual({ field: 'phone', several: 'first', rest: 'remark' })
    expect(mended(mapping, '金额', 'approximate', known)?.tables[0].columns.金额).toEqual({ field: 'amount', approximate: true, rest: 'remark' })
  })
  it('never lands among the words of another meaning', () => {
    const filled = { tables: [{ ...mapping.tables[0], columns: { ...mapping.tables[0].columns, 备注: { field: 'remark' } } }] }
    expect(mended(filled, '金额', 'approximate', known)?.tables[0].columns.金额.rest).toBe('remark')
    const bare: Known = { tables: [{ ...project, fields: project.fields.filter((one) => one.key !== 'remark') }], pipelines: [] }
    expect(mended(mapping, '电话', 'several', bare)?.tables[0].columns.电话.rest).toBeNull()
    const notes = { ...field('text_3', 'long_text'), label: { 'zh-CN': '备注', en: 'Notes' } }
    const own: Known = { tables: [{ ...project, fields: [...bare.tables[0].fields, notes] }], pipelines: [] }
    expect(mended(mapping, '电话', 'several', own)?.tables[0].columns.电话.rest).toBe('text_3')
  })
  it('says the year of a field and of the days of stages', () => {
    const part = mended(mapping, '签约', 'year', known, 2025)!.tables[0]
    expect(part.columns.签约.year).toBe(2025)
    expect(part.history?.year).toBe(2025)
    expect(mended(mapping, '登记', 'year', known, 2025)!.tables[0].history?.year).toBe(2025)
  })
  it('is not offered where it would change nothing', () => {
    expect(mended(mapping, '金额', 'several', known)).toBeNull()
    expect(mended(mapping, '没有', 'year', known, 2025)).toBeNull()
  })
})

describe('a column that begins to fill a field', () => {
  it('brings the unit of its name, and the field for units in its cells', () => {
    expect(fillingFor(project, 'amount', '金额（万元）')).toEqual({ field: 'amount', unit: '万元' })
    expect(fillingFor(project, 'usage', '面积')).toEqual({ field: 'usage', unit_field: 'usage_unit' })
    expect(fillingFor(project, 'name', '名称（万元）')).toEqual({ field: 'name' })
  })
})
