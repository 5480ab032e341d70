/** How a board changes in the hand: cards that come, go and move between columns. Pure. */
import type { Board, Card, Column, Head } from '@/client/types'

/** The answer about some cards: those not in `cards` are gone, or not mine to see. */
export interface Fresh { cards: Card[]; heads: Head[] }

function without(columns: Column[], ids: Set<string>): Column[] {
  return columns.map((column) => (column.cards.some((card) => ids.has(card.id))
    ? { ...column, cards: column.cards.filter((card) => !ids.has(card.id)) }
    : column))
}

/** Board after the server told how `ids` stand now. A card stays in its place while it stays in its
 * stage; otherwise it comes first in its new column, where the eye is. */
export function freshen(board: Board, ids: string[], fresh: Fresh): Board {
  const asked = new Set(ids)
  const known = new Map(fresh.cards.map((card) => [card.id, card]))
  const stays = new Set<string>()
  let columns = board.columns.map((column) => ({
    ...column,
    cards: column.cards.map((card) => {
      const now = known.get(card.id)
      if (!now || now.stage !== column.stage) return card
      stays.add(card.id)
      return now
    }),
  }))
  columns = without(columns, new Set([...asked].filter((id) => !stays.has(id))))
  for (const card of fresh.cards) {
    if (stays.has(card.id)) continue
    const column = columns.find((one) => one.stage === card.stage)
    if (column) column.cards = [card, ...column.cards]
  }
  return withHeads({ ...board, columns }, fresh.heads)
}

export function withHeads(board: Board, heads: Head[]): Board {
  const by = new Map(heads.map((head) => [head.stage, head]))
  const columns = board.columns.map((column) => ({ ...column, ...by.get(column.stage) }))
  const count = columns.reduce((sum, column) => sum + column.count, 0)
  const amount = columns.some((column) => column.amount === null)
    ? null
    : columns.reduce((sum, column) => sum + Number(column.amount), 0).toFixed(2)
  return { ...board, columns, total: { count, amount } }
}

/** The column with its continuation; a card that came by itself meanwhile is not drawn twice. */
export function continued(column: Column, cards: Card[], next: string | null): Column {
  const known = new Set(column.cards.map((card) => card.id))
  return { ...column, cards: [...column.cards, ...cards.filter((card) => !known.has(card.id))], next }
}

/** Which columns stay open when only `fit` of them have room: the two of the move, and neighbours. */
export function openColumns(stages: string[], fit: number, from: string, to: string | null): Set<string> {
  if (fit >= stages.length) return new Set(stages)
  const a = stages.indexOf(from)
  const b = to === null ? a : Math.max(stages.indexOf(to), 0)
  const [low, high] = [Math.min(a, b), Math.max(a, b)]
  if (high - low + 1 > fit) return new Set([stages[low], stages[high]])
  const start = Math.max(0, high - fit + 1)
  return new Set(stages.slice(start, start + fit))
}
