import type { Kind } from '../kind'
import YesNoInput from './YesNoInput.vue'
import YesNoValue from './YesNoValue.vue'

export const yesNo: Kind = {
  input: YesNoInput,
  value: YesNoValue,
  operators: ['=', 'empty', 'not_empty'],
}
