import { describe, expect, it } from 'vitest'
import { turn, type Goal, type Moving } from './moving'

const card = { id: '1', version: 3, title: '高铁新城三期地坪', subtitle: null }
const goal: Goal = { kind: 'stage', stage: 'quotation', label: '方案报价' }
const start = (to: Goal = goal) => turn(null, { type: 'start', card, from: 'assessment', goal: to }) as Moving
const refused = (code: string, body = {}, fields = {}) => ({ type: 'refused' as const, refused: { code, body, fields } })

describe('a move under way', () => {
  it('asks the server at once, unless the user must say more first', () => {
    expect(start().phase).toBe('asking')
    expect(start({ ...goal, back: true }).phase).toBe('reason')
    expect(start({ kind: 'outcome', outcome: { key: 'won', kind: 'won', label: '赢单' } }).phase).toBe('asking')
    expect(start({ kind: 'outcome', outcome: { key: 'lost', kind: 'lost', label: '输单', asks: { reason: 'required' } } }).phase).toBe('close')
    expect(start({ kind: 'outcome', outcome: { key: 'shelved', kind: 'dropped', label: '搁置', wakes: true } }).phase).toBe('close')
  })
  it('keeps the card in its slot while the gate is shut', () => {
    const unmet = [{ kind: 'field', key: 'f', label: '含水率', how: { action: 'field', field: 'moisture' } }]
    const state = turn(start(), refused('gate_closed', { unmet, done: 3, total: 4, may_override: true }))
    expect(state).toMatchObject({ phase: 'gate', from: 'assessment', goal, shut: { unmet, done: 3, total: 4, mayOverride: true } })
    expect(turn(state, { type: 'ask' })?.phase).toBe('asking')
    expect(turn(state, { type: 'end' })).toBeNull()
  })
  it('says who was quicker, and goes on with the newer version', () => {
    const current = { version: 4, changed_by: { id: '2', name: '沈佳' }, changed_at: '2026-03-18T10:00:00+08:00' }
    const state = turn(start(), refused('stale', { current }))
    expect(state).toMatchObject({ phase: 'stale', changed: { by: '沈佳', at: current.changed_at } })
    expect(turn(state, { type: 'version', version: 4 })?.card.version).toBe(4)
  })
  it('asks for the reason of a way back', () => {
    expect(turn(start(), refused('reason_required'))?.phase).toBe('reason')
  })
  it('ends where the drawer cannot help', () => {
    for (const code of ['not_on_path', 'skip_not_allowed', 'closed', 'forbidden']) {
      expect(turn(start(), refused(code))).toBeNull()
    }
  })
})
