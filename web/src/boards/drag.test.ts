import { describe, expect, it } from 'vitest'
import type { Card } from '@/client/types'
import { dragTurn, dropOf } from './drag'

const card = { id: '1', stage: 'a' } as Card
const pressed = dragTurn(null, { type: 'press', card, from: 'a', at: { x: 110, y: 210 }, box: { x: 100, y: 200, width: 212 } })

describe('a drag', () => {
  it('is a click until the pointer has gone five pixels', () => {
    const near = dragTurn(pressed, { type: 'move', at: { x: 113, y: 211 }, over: 'b' })
    expect(near?.phase).toBe('pressed')
    expect(dropOf(near)).toBeNull()
  })
  it('keeps the card under the point where it was gripped', () => {
    const far = dragTurn(pressed, { type: 'move', at: { x: 400, y: 300 }, over: 'b' })
    expect(far).toMatchObject({ phase: 'dragging', over: 'b', x: 390, y: 290, width: 212 })
  })
  it('is a move only over another stage', () => {
    const over = (stage: string | null) => dropOf(dragTurn(pressed, { type: 'move', at: { x: 400, y: 300 }, over: stage }))
    expect(over('b')).toEqual({ card, from: 'a', to: 'b' })
    expect(over('a')).toBeNull()
    expect(over(null)).toBeNull()
  })
  it('comes to nothing when cancelled', () => {
    expect(dragTurn(pressed, { type: 'cancel' })).toBeNull()
    expect(dragTurn(null, { type: 'move', at: { x: 0, y: 0 }, over: 'b' })).toBeNull()
  })
})
