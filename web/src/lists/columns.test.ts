import { describe, expect, it, vi } from 'vitest'
import type { Pipeline, Table } from '@/client/types'
import { columnsOf, nextSort } from './columns'

vi.mock('@/app/i18n', () => ({ t: (key: string) => key }))

const field = (key: string) => ({ key, kind: 'text' as const, label: key })
const table: Table = { key: 'project', label: 'P', title: 'name', fields: ['name', 'amount', 'source'].map(field), layout: { sections: [], list: ['title', 'stage', 'amount', 'hidden', 'owner'] } }
const pipelines = [{ key: 'p', table: 'project', stages: [], outcomes: [] }] as unknown as Pipeline[]
const keys = (...of: Parameters<typeof columnsOf>) => columnsOf(...of).map((one) => one.key)

describe('the columns of a list', () => {
  it('takes those of the layout, without title and without what may not be seen', () =>
    expect(keys(table, pipelines)).toEqual(['stage', 'amount', 'owner']))
  it('a view has its own', () =>
    expect(keys(table, pipelines, { key: 'v', label: 'V', columns: ['name', 'source'] })).toEqual(['source']))
  it('knows no stage where there is no pipeline', () => expect(keys(table, [])).toEqual(['amount', 'owner']))
  it('falls back to the first fields', () =>
    expect(keys({ ...table, layout: undefined }, pipelines)).toEqual(['amount', 'source']))
})

it('a head sorts up, down, and not at all', () => {
  expect(nextSort(null, 'amount')).toBe('amount')
  expect(nextSort('amount', 'amount')).toBe('-amount')
  expect(nextSort('-amount', 'amount')).toBeNull()
  expect(nextSort('-amount', 'name')).toBe('name')
})
