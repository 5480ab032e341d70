import { describe, expect, it } from 'vitest'
import type { Found } from '@/client/types'
import { groupFound, marked } from './groups'

const found = (id: string, table: string) => ({ id, table, table_label: table }) as Found

describe('search results', () => {
  it('stand by table, the best table first', () =>
    expect(groupFound([found('1', 'project'), found('2', 'customer'), found('3', 'project')]).map((one) => [one.table, one.items.map((it) => it.id)]))
      .toEqual([['project', ['1', '3']], ['customer', ['2']]]))
  it('mark what was typed, whatever its case, and take it literally', () => {
    expect(marked('Alpha (B) alpha', 'alpha')).toEqual(['', 'Alpha', ' (B) ', 'alpha', ''])
    expect(marked('a(b)', '(b')).toEqual(['a', '(b', ')'])
    expect(marked('x', ' ')).toEqual(['x'])
  })
})
