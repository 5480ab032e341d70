import { describe, expect, it } from 'vitest'
import type { Board, Card, Column } from '@/client/types'
import { continued, freshen, openColumns } from './columns'

const card = (id: string, stage: string, version = 1): Card => ({
  id, version, title: id, subtitle: null, amount: '10.00', stage, entered_at: '', days: 1, dwell: 'green',
  overdue_days: null, gate: { done: 0, total: 1 }, next: null, owner: null,
})
const column = (stage: string, cards: Card[]): Column => ({
  stage, label: stage, count: cards.length, amount: '0', mean_age_days: null, expected_days: null, asks: [], cards, next: null,
})
const board = (): Board => ({
  pipeline: 'p', label: 'p', total: { count: 3, amount: '0' },
  columns: [column('a', [card('1', 'a'), card('2', 'a')]), column('b', [card('3', 'b')])],
})
const ids = (one: Board) => one.columns.map((each) => each.cards.map((item) => item.id))

describe('a board in the hand', () => {
  it('redraws a card in its place while it stays in its stage', () => {
    const after = freshen(board(), ['2'], { cards: [card('2', 'a', 5)], heads: [] })
    expect(ids(after)).toEqual([['1', '2'], ['3']])
    expect(after.columns[0].cards[1].version).toBe(5)
  })
  it('puts a moved card first in its new column and takes the new heads', () => {
    const head = (stage: string, count: number) => ({ stage, count, amount: `${count}0.00`, mean_age_days: 2 })
    const after = freshen(board(), ['1'], { cards: [card('1', 'b')], heads: [head('a', 1), head('b', 2)] })
    expect(ids(after)).toEqual([['2'], ['1', '3']])
    expect(after.total).toEqual({ count: 3, amount: '30.00' })
  })
  it('drops a card that I may no longer see, and shows one that is new', () => {
    expect(ids(freshen(board(), ['3', '9'], { cards: [card('9', 'b')], heads: [] }))).toEqual([['1', '2'], ['9']])
  })
  it('does not draw a card twice when a column goes on', () => {
    expect(continued(column('a', [card('1', 'a')]), [card('1', 'a'), card('2', 'a')], 'x').cards.map((one) => one.id))
      .toEqual(['1', '2'])
  })
})

describe('columns beside the drawer', () => {
  const six = ['a', 'b', 'c', 'd', 'e', 'f']
  it('keeps those of the move and folds the others', () => {
    expect([...openColumns(six, 4, 'c', 'd')]).toEqual(['a', 'b', 'c', 'd'])
    expect([...openColumns(six, 4, 'e', 'f')]).toEqual(['c', 'd', 'e', 'f'])
    expect([...openColumns(six, 2, 'a', 'f')]).toEqual(['a', 'f'])
    expect(openColumns(six, 6, 'a', 'b').size).toBe(6)
    expect([...openColumns(six, 3, 'b', null)]).toEqual(['a', 'b', 'c'])
  })
})
