import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { language } from './language'
import { absolute, ago, dayWord, daysAhead, now } from './time'

beforeEach(() => { now.value = new Date('2026-03-18T14:00:00+08:00') })
afterEach(() => { language.value = 'zh-CN' })

describe('time', () => {
  it('names the days around today and dates the others', () => {
    expect(['2026-03-17', '2026-03-18', '2026-03-19', '2026-03-20', '2027-01-05'].map(dayWord))
      .toEqual(['昨天', '今天', '明天', '3月20日', '2027年1月5日'])
    language.value = 'en'
    expect(['2026-03-18', '2026-03-20', '2027-01-05'].map(dayWord)).toEqual(['Today', '20 Mar', '5 Jan 2027'])
  })
  it('says how long ago within a week', () => {
    expect(ago('2026-03-18T13:59:40+08:00')).toBe('刚刚')
    expect(ago('2026-03-18T13:48:00+08:00')).toBe('12 分钟前')
    expect(ago('2026-03-18T09:00:00+08:00')).toBe('5 小时前')
    expect(ago('2026-03-17T16:20:00+08:00')).toBe('昨天 16:20')
    expect(ago('2026-03-14T08:00:00+08:00')).toBe('4 天前')
    expect(ago('2026-03-11T08:00:00+08:00')).toBe('3月11日')
    expect(ago('2026-03-19T09:30:00+08:00')).toBe('明天 09:30')
  })
  it('lives in the zone of the organisation, not of the browser', () => {
    expect(absolute('2026-03-17T18:30:00Z')).toBe('2026-03-18 02:30')
    expect(daysAhead('2026-03-19')).toBe(1)
  })
})
