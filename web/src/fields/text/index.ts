import type { Kind } from '../kind'
import { tooLong } from '../limits'
import LineInput from '../parts/LineInput.vue'
import TextValue from '../parts/TextValue.vue'

export const text: Kind = {
  input: LineInput,
  value: TextValue,
  operators: ['contains', '=', '!=', 'starts_with', 'empty', 'not_empty'],
  wrong: tooLong,
}
