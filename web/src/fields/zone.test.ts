import { describe, expect, it } from 'vitest'
import { fromClock, toClock } from './zone'

describe('clock times of a zone', () => {
  it('reads a moment on the clock of Shanghai', () =>
    expect(toClock('2026-03-18T06:30:00Z', 'Asia/Shanghai')).toBe('2026-03-18T14:30'))
  it('finds the moment of a clock time', () =>
    expect(fromClock('2026-03-18T14:30', 'Asia/Shanghai')).toBe('2026-03-18T06:30:00.000Z'))
  it('comes back across a change to summer time', () => {
    for (const clock of ['2026-03-29T01:30', '2026-03-29T04:30', '2026-10-25T01:30', '2026-12-31T23:59']) {
      expect(toClock(fromClock(clock, 'Europe/Berlin'), 'Europe/Berlin')).toBe(clock)
    }
  })
})
