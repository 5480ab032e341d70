import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { language } from '@/kit/language'
import { now } from '@/kit/time'
import { PRESETS, nameOf, readRange, spanOf } from './period'

const TODAY = '2026-03-18'
beforeEach(() => { now.value = new Date(`${TODAY}T14:00:00+08:00`) })
afterEach(() => { language.value = 'zh-CN' })

describe('the days of a period', () => {
  it.each([
    ['last_month', '2026-02-01', '2026-02-28'],
    ['this_month', '2026-03-01', '2026-03-31'],
    ['last_three', '2025-12-01', '2026-02-28'],
    ['this_quarter', '2026-01-01', '2026-03-31'],
    ['last_quarter', '2025-10-01', '2025-12-31'],
    ['this_year', '2026-01-01', '2026-12-31'],
  ] as const)('%s', (preset, from, to) => expect(spanOf(preset, TODAY)).toEqual({ from, to }))
  it('all time has no ends', () => expect(spanOf('all', TODAY)).toEqual({ from: null, to: null }))
  it('holds on the first and the last day of a year', () => {
    expect(spanOf('last_month', '2026-01-01')).toEqual({ from: '2025-12-01', to: '2025-12-31' })
    expect(spanOf('this_quarter', '2024-02-29')).toEqual({ from: '2024-01-01', to: '2024-03-31' })
    expect(spanOf('last_month', '2024-03-31')).toEqual({ from: '2024-02-01', to: '2024-02-29' })
    expect(spanOf('this_month', '2026-12-31')).toEqual({ from: '2026-12-01', to: '2026-12-31' })
  })
  it('is whole months, whatever the day', () => {
    for (let n = 0; n < 800; n++) {
      const day = new Date(Date.parse('2023-12-30') + n * 86_400_000).toISOString().slice(0, 10)
      for (const preset of PRESETS.filter((one) => one !== 'all')) {
        const { from, to } = spanOf(preset, day)
        expect(from!.endsWith('-01') && from! <= to!, `${preset} ${day}`).toBe(true)
        expect(new Date(Date.parse(to!) + 86_400_000).getUTCDate()).toBe(1)
        if (preset.startsWith('this')) expect(from! <= day && day <= to!).toBe(true)
        else expect(to! < day).toBe(true)
      }
    }
  })
})

describe('a free range in an address', () => {
  it('is read', () => expect(readRange('2026-01-05', '2026-01-05')).toEqual({ from: '2026-01-05', to: '2026-01-05' }))
  it('is refused when broken', () => {
    for (const [from, to] of [['2026-02-05', '2026-01-05'], ['2026-13-01', '2026-13-02'], ['', ''], [undefined, '2026-01-01']]) {
      expect(readRange(from, to)).toBeNull()
    }
  })
})

describe('the name of a period', () => {
  const names = (short: boolean) => [
    ['2026-02-01', '2026-02-28'], ['2025-12-01', '2026-02-28'], ['2025-10-01', '2025-12-31'], ['2026-01-01', '2026-03-31'],
    ['2026-01-01', '2026-12-31'], ['2026-01-01', '2026-02-28'], ['2026-02-03', '2026-03-12'], ['2026-02-03', '2026-02-03'],
  ].map(([from, to]) => nameOf({ from, to }, TODAY, short))
  it('in Chinese', () => {
    expect(names(false)).toEqual(['2026年2月', '2025年12月–2026年2月', '2025年四季度', '2026年一季度', '2026年', '2026年1月–2月', '2月3日–3月12日', '2月3日'])
    expect(names(true)).toEqual(['2月', '2025年12月–2026年2月', '2025年四季度', '一季度', '2026年', '1月–2月', '2月3日–3月12日', '2月3日'])
  })
  it('in English', () => {
    language.value = 'en'
    expect(names(false)).toEqual(['Feb 2026', 'Dec 2025–Feb 2026', 'Q4 2025', 'Q1 2026', '2026', 'Jan–Feb 2026', '3 Feb–12 Mar', '3 Feb'])
    expect(names(true)[0]).toBe('Feb')
  })
  it('all time has none', () => expect(nameOf({ from: null, to: null }, TODAY)).toBeNull())
})
