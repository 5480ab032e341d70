/** A move under way, from the drop to the server's word. Pure: what the board and the drawer draw. */
import type { GateItem, Label, Outcome } from '@/client/types'

export interface MovingCard { id: string; version: number; title: string; subtitle: string | null }

export type Goal =
  | { kind: 'stage'; stage: string; label: Label; back?: boolean }
  | { kind: 'outcome'; outcome: Outcome }

/** One missing thing, as the refusal names it. */
export type Unmet = Pick<GateItem, 'kind' | 'stage' | 'key' | 'label' | 'how'>
export interface Shut { unmet: Unmet[]; done: number; total: number; mayOverride: boolean }
export interface Changed { by: string | null; at: string }

/** asking: the server has it · gate: something is missing · reason, close: the user must say more ·
 * stale: somebody was quicker. */
export type Phase = 'asking' | 'gate' | 'reason' | 'close' | 'stale'

export interface Moving {
  card: MovingCard
  from: string
  goal: Goal
  phase: Phase
  shut: Shut | null
  changed: Changed | null
  /** Messages by field, of a refused form. */
  errors: Record<string, string>
}

/** What a refusal says, of whatever class it came in. */
export interface Refused { code: string; body: Record<string, unknown>; fields: Record<string, string> }

export type Turn =
  | { type: 'start'; card: MovingCard; from: string; goal: Goal }
  | { type: 'ask' }
  | { type: 'version'; version: number }
  | { type: 'refused'; refused: Refused }
  | { type: 'end' }

/** Whether the outcome needs a word of the user before the server can be asked. */
export function asksFirst(outcome: Outcome): boolean {
  return outcome.wakes === true || Object.values(outcome.asks ?? {}).some(Boolean)
}

/** The next state; null when nothing is under way. A refusal the drawer cannot help with ends the move. */
export function turn(state: Moving | null, event: Turn): Moving | null {
  if (event.type === 'start') {
    const phase = event.goal.kind === 'outcome'
      ? (asksFirst(event.goal.outcome) ? 'close' : 'asking')
      : (event.goal.back ? 'reason' : 'asking')
    return { card: event.card, from: event.from, goal: event.goal, phase, shut: null, changed: null, errors: {} }
  }
  if (!state || event.type === 'end') return null
  if (event.type === 'ask') return { ...state, phase: 'asking', errors: {} }
  if (event.type === 'version') return { ...state, card: { ...state.card, version: event.version } }
  return refuse(state, event.refused)
}

function refuse(state: Moving, { code, body, fields }: Refused): Moving | null {
  switch (code) {
    case 'gate_closed':
      return {
        ...state,
        phase: 'gate',
        shut: {
          unmet: body.unmet as Unmet[], done: Number(body.done), total: Number(body.total),
          mayOverride: body.may_override === true,
        },
      }
    case 'stale': {
      const current = (body.current ?? {}) as { changed_by?: { name: string } | null; changed_at?: string }
      return { ...state, phase: 'stale', changed: { by: current.changed_by?.name ?? null, at: current.changed_at ?? '' } }
    }
    case 'reason_required': case 'competitor_required': case 'note_required': case 'wake_on_required': case 'invalid':
      return { ...state, phase: state.goal.kind === 'outcome' ? 'close' : 'reason', errors: fields }
    default:
      return null
  }
}
