import type { Kind } from '../kind'
import LineInput from '../parts/LineInput.vue'
import UrlValue from './UrlValue.vue'

export const url: Kind = {
  input: LineInput,
  value: UrlValue,
  attrs: { type: 'url', inputmode: 'url' },
  operators: ['contains', '=', 'empty', 'not_empty'],
  wrong: (value) => (/^https?:\/\/\S+$/i.test(String(value)) ? null : { key: 'url' }),
}
