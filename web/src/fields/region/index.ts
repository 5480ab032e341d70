import { defineAsyncComponent } from 'vue'
import type { Named } from '@/client/types'
import type { Kind } from '../kind'
import RegionValue from './RegionValue.vue'

export const region: Kind = {
  input: defineAsyncComponent(() => import('./RegionInput.vue')),
  value: RegionValue,
  operators: ['=', '!=', 'empty', 'not_empty'],
  sent: (value) => (value as Named).id,
}
