import { defineAsyncComponent } from 'vue'
import ChoiceValue from '../choice/ChoiceValue.vue'
import type { Kind } from '../kind'

export const choices: Kind = {
  input: defineAsyncComponent(() => import('../choice/ChoiceInput.vue')),
  value: ChoiceValue,
  attrs: { many: true },
  operators: ['contains', 'empty', 'not_empty'],
  wide: true,
}
