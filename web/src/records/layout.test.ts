import { describe, expect, it } from 'vitest'
import type { Table } from '@/client/types'
import { blocksOf } from './layout'

const field = (key: string) => ({ key, kind: 'text' as const, label: key })
const table: Table = {
  key: 'project', label: 'Project', title: 'name', fields: ['name', 'amount', 'source', 'note'].map(field),
  layout: { side: ['amount', 'owner'], sections: [{ key: 'base', label: 'Base', fields: ['name', 'amount', 'hidden'] }, { key: 'bare', label: 'Bare', fields: ['hidden'] }] },
}
const drawn = (side: boolean) => blocksOf(table, side).map((block) => [block.key, block.fields.map((one) => one.key)])

describe('the blocks of a record page', () => {
  it('shows each field once, side first, and loses none', () =>
    expect(drawn(true)).toEqual([['side', ['amount']], ['base', ['name']], ['rest', ['source', 'note']]]))
  it('keeps the order of the sections in a form', () =>
    expect(drawn(false)).toEqual([['base', ['name', 'amount']], ['rest', ['source', 'note']]]))
})
