import { figureProblem } from '../figures'
import type { Kind } from '../kind'
import FigureInput from '../parts/FigureInput.vue'
import FigureValue from '../parts/FigureValue.vue'

export const percent: Kind = {
  input: FigureInput,
  value: FigureValue,
  attrs: { unit: '%' },
  operators: ['>=', '<=', '>', '<', '=', '!=', 'empty', 'not_empty'],
  figure: true,
  wrong(value, field) {
    const scale = field.scale ?? 0
    const problem = figureProblem(String(value), scale)
    return problem && { key: problem, params: { scale } }
  },
}
