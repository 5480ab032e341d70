import type { Kind } from '../kind'
import DayInput from '../parts/DayInput.vue'
import DateValue from './DateValue.vue'

export const date: Kind = {
  input: DayInput,
  value: DateValue,
  operators: ['>=', '<=', '=', '!=', 'empty', 'not_empty'],
}
