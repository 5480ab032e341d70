import type { Kind } from '../kind'
import DatetimeInput from './DatetimeInput.vue'
import DatetimeValue from './DatetimeValue.vue'

export const datetime: Kind = {
  input: DatetimeInput,
  value: DatetimeValue,
  operators: ['>=', '<=', 'empty', 'not_empty'],
}
