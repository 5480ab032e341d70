import type { Kind } from '../kind'
import TextValue from '../parts/TextValue.vue'

export const autoNumber: Kind = {
  input: null,
  value: TextValue,
  operators: ['=', 'contains', 'starts_with', 'empty', 'not_empty'],
}
