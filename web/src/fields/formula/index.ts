import type { Kind } from '../kind'
import TextValue from '../parts/TextValue.vue'

/** Shown and compared as the kind it results in: see `shownAs`. */
export const formula: Kind = {
  input: null,
  value: TextValue,
  operators: [],
}
