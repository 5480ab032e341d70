/** Words of the screens: each room keeps its own in messages.ts, found here under the room's name. */
import { createI18n } from 'vue-i18n'
import { setLanguage as tellClient } from '@/client/http'
import type { Language } from '@/client/types'
import { language } from '@/kit/language'

export interface Words { [key: string]: string | Words }
/** What a room's messages.ts exports as default. */
export type Messages = Record<Language, Words>

const files = import.meta.glob<{ default: Messages }>('/src/*/messages.ts', { eager: true })
const messages: Record<Language, Words> = { 'zh-CN': {}, en: {} }
for (const [path, file] of Object.entries(files)) {
  const room = path.split('/')[2]
  messages['zh-CN'][room] = file.default['zh-CN']
  messages.en[room] = file.default.en
}

const STORED = 'zhudan.language'

function first(): Language {
  const stored = localStorage.getItem(STORED)
  if (stored === 'zh-CN' || stored === 'en') return stored
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

export const i18n = createI18n({ legacy: false, locale: first(), fallbackLocale: 'zh-CN', messages })

/** Turns the screens, the document and the requests to a language, and remembers it here. */
export function speak(value: Language): void {
  i18n.global.locale.value = value
  language.value = value
  document.documentElement.lang = value
  tellClient(value)
  localStorage.setItem(STORED, value)
}
speak(first())

export const t = i18n.global.t
