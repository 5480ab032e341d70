import { describe, expect, it } from 'vitest'
import { changeOf, shown } from './figures'

describe('a figure as it is read', () => {
  it('days with one decimal, long ones whole', () => {
    expect([2.149, 12.4, 99.94, 128.4].map((value) => shown(value, 'days'))).toEqual(['2.1', '12.4', '99.9', '128'])
  })
  it('counts in threes', () => expect(shown(104_600, 'count')).toBe('104,600'))
  it('shares in whole percents that do not claim all or nothing', () => {
    expect([0, 0.0001, 0.4149, 0.415, 0.9999, 1].map((value) => shown(value, 'share'))).toEqual(['0%', '1%', '41%', '42%', '99%', '100%'])
  })
  it('nothing is a dash', () => expect(shown(null, 'days')).toBe('—'))
})

describe('a change from the period before', () => {
  it('shares in points, more is better', () => {
    expect(changeOf('conversion', 0.021)).toEqual({ text: '2', way: 'up', tone: 'good' })
    expect(changeOf('conversion', -0.04)).toEqual({ text: '4', way: 'down', tone: 'bad' })
  })
  it('days in days, fewer is better', () => {
    expect(changeOf('average_days', -0.84)).toEqual({ text: '0.8', way: 'down', tone: 'good' })
    expect(changeOf('p90_days', 3)).toEqual({ text: '3.0', way: 'up', tone: 'bad' })
  })
  it('counts are neither good nor bad', () => expect(changeOf('ended', 1200)).toEqual({ text: '1,200', way: 'up', tone: 'none' }))
  it('what rounds to nothing has no direction', () => {
    expect(changeOf('conversion', -0.004)).toEqual({ text: '0', way: 'level', tone: 'none' })
    expect(changeOf('average_days', 0.04)).toEqual({ text: '0.0', way: 'level', tone: 'none' })
  })
  it('nothing to compare with is no change', () => expect(changeOf('conversion', null)).toBeNull())
})
