import { defineAsyncComponent } from 'vue'
import type { Named } from '@/client/types'
import type { Kind } from '../kind'
import UserValue from './UserValue.vue'

export const user: Kind = {
  input: defineAsyncComponent(() => import('./UserInput.vue')),
  value: UserValue,
  operators: ['=', '!=', 'empty', 'not_empty'],
  sent: (value) => (value as Named).id,
}
