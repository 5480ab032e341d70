import { defineAsyncComponent } from 'vue'
import type { Kind } from '../kind'
import type { Referred } from './reference'
import ReferenceValue from './ReferenceValue.vue'

export const reference: Kind = {
  input: defineAsyncComponent(() => import('./ReferenceInput.vue')),
  value: ReferenceValue,
  operators: ['=', '!=', 'empty', 'not_empty'],
  wide: true,
  sent: (value) => (value as Referred).id,
}
