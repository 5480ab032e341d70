/** Carries a move out: asks the server, and turns its refusals into what the drawer shows. */
import { ref } from 'vue'
import { api } from '@/client/http'
import { Problem } from '@/client/problem'
import type { Flow, RecordItem } from '@/client/types'
import { sayError } from '@/kit/toast'
import { turn, type Goal, type Moving, type MovingCard } from './moving'

/** record: null when the move took it out of my sight. */
export interface Answer { record: RecordItem | null; flow: Flow | null }
/** What the user adds to the bare wish. */
export type Said = Partial<Record<'override_reason' | 'reason' | 'competitor' | 'note' | 'wake_on', string>>

export function useMove(moved: (answer: Answer, move: Moving) => void) {
  const moving = ref<Moving | null>(null)
  let said: Said = {}

  function start(card: MovingCard, from: string, goal: Goal): void {
    if (moving.value?.phase === 'asking') return
    said = {}
    moving.value = turn(moving.value, { type: 'start', card, from, goal })
    if (moving.value?.phase === 'asking') void ask()
  }

  /** Asks the server, with what the user has said so far and now. */
  async function ask(more: Said = {}): Promise<void> {
    if (!moving.value) return
    said = { ...said, ...more }
    const before = moving.value
    moving.value = turn(before, { type: 'ask' })
    try {
      const answer = await send(before.card, before.goal, said)
      moving.value = null
      moved(answer, before)
    } catch (error) {
      moving.value = error instanceof Problem
        ? turn(moving.value, { type: 'refused', refused: error })
        : (before.phase === 'asking' ? null : before)
      if (!moving.value || !(error instanceof Problem)) sayError(error)
    }
  }

  /** Takes the record as it is now, and asks again. */
  async function takeLatest(): Promise<void> {
    if (!moving.value) return
    try {
      const record = await api.get<RecordItem>(`/records/${moving.value.card.id}`)
      version(record.version)
      await ask()
    } catch (error) {
      moving.value = null
      sayError(error)
    }
  }

  const version = (value: number) => { moving.value = turn(moving.value, { type: 'version', version: value }) }
  const putBack = () => { moving.value = null }

  return { moving, start, ask, takeLatest, version, putBack }
}

function send(card: MovingCard, goal: Goal, said: Said): Promise<Answer> {
  const body = { ...said, version: card.version }
  return goal.kind === 'stage'
    ? api.post<Answer>(`/records/${card.id}/move`, { ...body, to: goal.stage })
    : api.post<Answer>(`/records/${card.id}/close`, { ...body, outcome: goal.outcome.key })
}
