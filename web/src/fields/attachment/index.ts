import type { Kind } from '../kind'
import type { Attached } from './attachment'
import AttachmentInput from './AttachmentInput.vue'
import AttachmentValue from './AttachmentValue.vue'

export const attachment: Kind = {
  input: AttachmentInput,
  value: AttachmentValue,
  operators: ['empty', 'not_empty'],
  wide: true,
  sent: (value) => (value as Attached[]).map((file) => file.id),
}
