import type { Kind } from '../kind'
import LineInput from '../parts/LineInput.vue'
import EmailValue from './EmailValue.vue'

export const email: Kind = {
  input: LineInput,
  value: EmailValue,
  attrs: { type: 'email', inputmode: 'email' },
  operators: ['contains', '=', 'empty', 'not_empty'],
  wrong: (value) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(value)) ? null : { key: 'email' }),
}
