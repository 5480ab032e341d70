/** A line that says what happened and goes away; an undo may ride on it. */
import { reactive } from 'vue'
import { NoAnswer } from '@/client/problem'
import { t } from '@/app/i18n'

export interface Toast {
  id: number
  text: string
  tone: 'done' | 'bad'
  action?: { label: string; act: () => void }
}

const STAY_MS = 5000
const STAY_WITH_ACTION_MS = 8000
export const toasts = reactive<Toast[]>([])
let last = 0

export function say(text: string, extra: Partial<Omit<Toast, 'id' | 'text'>> = {}): void {
  const toast: Toast = { id: ++last, text, tone: 'done', ...extra }
  // One at a time but for failures: the newest success is the one that matters.
  if (toast.tone === 'done') toasts.splice(0, toasts.length, ...toasts.filter((one) => one.tone === 'bad'))
  toasts.push(toast)
  setTimeout(() => drop(toast.id), toast.action ? STAY_WITH_ACTION_MS : STAY_MS)
}

/** Says a failure in the server's words, or ours when no answer came. */
export function sayError(error: unknown): void {
  const text = error instanceof NoAnswer ? t('kit.no_answer') : error instanceof Error ? error.message : t('kit.broken')
  say(text, { tone: 'bad' })
}

export function drop(id: number): void {
  const at = toasts.findIndex((toast) => toast.id === id)
  if (at >= 0) toasts.splice(at, 1)
}
