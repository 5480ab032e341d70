import type { Kind } from '../kind'
import LineInput from '../parts/LineInput.vue'
import PhoneValue from './PhoneValue.vue'

const LEAST_DIGITS = 5

export const phone: Kind = {
  input: LineInput,
  value: PhoneValue,
  attrs: { type: 'tel', inputmode: 'tel' },
  operators: ['contains', '=', 'empty', 'not_empty'],
  wrong(value) {
    const text = String(value)
    const digits = text.replace(/\D/g, '').length
    return /^[\d\s+()*#.,;\-转ext]+$/i.test(text) && digits >= LEAST_DIGITS ? null : { key: 'phone' }
  },
}
