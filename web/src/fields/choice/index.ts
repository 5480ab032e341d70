import { defineAsyncComponent } from 'vue'
import type { Kind } from '../kind'
import ChoiceValue from './ChoiceValue.vue'

export const choice: Kind = {
  input: defineAsyncComponent(() => import('./ChoiceInput.vue')),
  value: ChoiceValue,
  operators: ['=', '!=', 'in', 'not_in', 'empty', 'not_empty'],
}
