import { afterEach, describe, expect, it } from 'vitest'
import { language } from './language'
import { currency, fullMoney, moneyParts, shortMoney } from './money'

afterEach(() => { language.value = 'zh-CN'; currency.value = 'CNY' })

describe('money', () => {
  it.each([
    ['2864000.00', '286.4万'], ['960000', '96万'], ['10280000.00', '1,028万'], ['127000000', '1.27亿'],
    ['9800.40', '9,800'], ['0.00', '0'], ['-1200000', '-120万'], ['9999999.00', '1,000万'],
  ])('is short in 万 and 亿: %s', (amount, text) => {
    expect(shortMoney(amount)).toBe(text)
  })
  it.each([['2864000.00', '¥2.86M'], ['96000', '¥96K'], ['1270000000', '¥1.27B'], ['-1200000', '-¥1.2M']])(
    'is short in K, M and B: %s', (amount, text) => {
      language.value = 'en'
      expect(shortMoney(amount)).toBe(text)
    })
  it('keeps the unit apart for large figures', () => {
    expect(moneyParts('89460000')).toEqual(['8,946', '万元'])
    expect(moneyParts('500')).toEqual(['500', '元'])
  })
  it('is whole to the last digit in fields', () => {
    expect(fullMoney('2864000.00')).toBe('2,864,000 元')
    expect(fullMoney('1234567890123.45')).toBe('1,234,567,890,123.45 元')
    currency.value = 'USD'
    expect(fullMoney('55.50')).toBe('$55.50')
  })
})
