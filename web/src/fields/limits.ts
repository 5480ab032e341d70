import type { Field } from '@/client/types'
import type { Wrong } from './kind'

/** A text beyond the length its field allows. */
export function tooLong(value: unknown, field: Field): Wrong | null {
  const length = [...String(value)].length
  if (!field.max_length || length <= field.max_length) return null
  return { key: 'long', params: { most: field.max_length, length } }
}
