import { figureProblem } from '../figures'
import type { Kind } from '../kind'
import MoneyInput from './MoneyInput.vue'
import MoneyValue from './MoneyValue.vue'

export const money: Kind = {
  input: MoneyInput,
  value: MoneyValue,
  operators: ['>=', '<=', '>', '<', '=', '!=', 'empty', 'not_empty'],
  figure: true,
  wrong(value, field) {
    const scale = field.scale ?? 2
    const problem = figureProblem(String(value), scale)
    return problem && { key: problem, params: { scale } }
  },
}
