/** Files and pasted ranges on their way to the server. */
import { reactive } from 'vue'
import { api } from '@/client/http'
import { NoAnswer } from '@/client/problem'
import { t } from '@/app/i18n'
import type { Import } from './types'

export const MOST_MB = 64
const MB = 1024 * 1024

export interface Sending {
  id: number
  name: string
  size: number
  /** 0..1; null while the server reads what it has got. */
  share: number | null
  error: string | null
  done: Import | null
}
let last = 0

export function sizeWord(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < MB ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / MB).toFixed(1)} MB`
}

/** Whether text copied from somewhere is a range of cells: tabs between them, or several lines. */
export function isRange(text: string): boolean {
  return text.includes('\t') || text.trim().split('\n').length > 1
}

const said = (error: unknown) =>
  error instanceof NoAnswer ? t('kit.no_answer') : error instanceof Error ? error.message : t('kit.broken')

/** Sends a file; what becomes of it stands in the answer, which changes as it goes. */
export function sendFile(file: File, table: string | null): { line: Sending; done: Promise<Import | null> } {
  const line = reactive<Sending>({ id: ++last, name: file.name, size: file.size, share: 0, error: null, done: null })
  return { line, done: run() }

  async function run(): Promise<Import | null> {
    if (!file.size) line.error = t('imports.file.empty')
    if (file.size > MOST_MB * MB) line.error = t('imports.file.too_large', { mb: MOST_MB })
    if (line.error) return null
    const form = new FormData()
    form.append('file', file)
    if (table) form.append('table', table)
    try {
      line.done = await api.form<Import>('/imports', form, (share) => { line.share = share < 1 ? share : null })
      return line.done
    } catch (error) {
      line.error = said(error)
      return null
    }
  }
}

export const sendText = (text: string, table: string | null): Promise<Import> =>
  api.post<Import>('/imports', { text, ...(table ? { table } : {}) })
