import type { Kind } from '../kind'
import AddressInput from './AddressInput.vue'
import AddressValue from './AddressValue.vue'

export const address: Kind = {
  input: AddressInput,
  value: AddressValue,
  operators: ['contains', 'empty', 'not_empty'],
  wide: true,
}
