import type { Kind } from '../kind'
import { tooLong } from '../limits'
import LongTextInput from './LongTextInput.vue'
import LongTextValue from './LongTextValue.vue'

export const longText: Kind = {
  input: LongTextInput,
  value: LongTextValue,
  operators: ['contains', 'empty', 'not_empty'],
  wide: true,
  wrong: tooLong,
}
