import { describe, expect, it } from 'vitest'
import { frame } from './window'

describe('the frame of a column', () => {
  const heights = Array.from({ length: 1000 }, () => 100)

  it('draws a screenful and a little more, and keeps the length of the whole', () => {
    const { top, bottom, from, to } = frame(heights, 50_000, 800, 8, 600)
    expect(to - from).toBeLessThan(25)
    expect(top).toBe(from * 108)
    expect(top + (to - from) * 108 + bottom).toBe(1000 * 108)
  })
  it('begins at the first card and ends at the last', () => {
    expect(frame(heights, 0, 800)).toMatchObject({ top: 0, from: 0 })
    expect(frame(heights, 1_000_000, 800)).toMatchObject({ bottom: 0 })
    expect(frame([], 0, 800)).toEqual({ top: 0, bottom: 0, from: 0, to: 0 })
  })
})
