/** Money for people: short on cards (286.4万, ¥2.86M), whole in fields. The server counts. */
import { ref } from 'vue'
import { language } from './language'

/** The organisation's currency, ISO 4217. */
export const currency = ref('CNY')

const WAN = 1e4
const YI = 1e8

/** The digits of a decimal string in threes; a fraction of zeros is dropped. */
export function group(amount: string): string {
  const [whole, fraction = ''] = amount.replace('-', '').split('.')
  const sign = amount.startsWith('-') ? '-' : ''
  const tail = /[1-9]/.test(fraction) ? `.${fraction}` : ''
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, ',') + tail
}

function symbol(): string {
  if (currency.value === 'CNY') return language.value === 'en' ? '¥' : ''
  const parts = new Intl.NumberFormat('en', { style: 'currency', currency: currency.value, currencyDisplay: 'narrowSymbol' })
    .formatToParts(0)
  return parts.find((part) => part.type === 'currency')?.value ?? ''
}

function trim(value: number, digits: number): string {
  return group(String(Number(value.toFixed(digits))))
}

/** Up to 999.95万 with one decimal, then whole 万, from one 亿 on with two decimals. */
function chinese(value: number): { figure: string; unit: string } {
  const size = Math.abs(value)
  if (size >= YI) return { figure: trim(value / YI, 2), unit: '亿' }
  if (size >= WAN) return { figure: trim(value / WAN, size >= 1000 * WAN ? 0 : 1), unit: '万' }
  return { figure: trim(value, 0), unit: '' }
}

function english(value: number): { figure: string; unit: string } {
  const size = Math.abs(value)
  const [by, unit] = size >= 1e9 ? [1e9, 'B'] : size >= 1e6 ? [1e6, 'M'] : size >= 1e3 ? [1e3, 'K'] : [1, '']
  const digits = by === 1 || size / by >= 100 ? 0 : size / by >= 10 ? 1 : 2
  return { figure: trim(value / by, digits), unit }
}

/** Figure and unit apart, for a large figure with a small unit: ["8,946", "万元"]. */
export function moneyParts(amount: string | number): [string, string] {
  const value = Number(amount)
  if (language.value === 'en') {
    const { figure, unit } = english(value)
    return [(value < 0 ? '-' : '') + symbol() + figure.replace('-', '') + unit, '']
  }
  const { figure, unit } = chinese(value)
  return [symbol() + figure, unit + (currency.value === 'CNY' ? '元' : '')]
}

/** Short: 286.4万 · 1,028万 · 1.27亿 · ¥2.86M. */
export function shortMoney(amount: string | number): string {
  const [figure, unit] = moneyParts(amount)
  return figure + unit.replace('元', '')
}

/** Whole: 2,864,000 元 · ¥2,864,000.50. */
export function fullMoney(amount: string): string {
  const text = symbol() + group(amount)
  return language.value === 'en' || currency.value !== 'CNY' ? text : `${text} 元`
}
