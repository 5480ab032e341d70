/** The language of the moment, and the choice of a label in it. */
import { ref } from 'vue'
import type { Label, Language } from '@/client/types'

export const language = ref<Language>('zh-CN')

/** The label in the language of the screen; the other language where one is missing. */
export function pick(label: Label | null | undefined): string {
  if (!label) return ''
  if (typeof label === 'string') return label
  return label[language.value] ?? label['zh-CN'] ?? label.en ?? ''
}
