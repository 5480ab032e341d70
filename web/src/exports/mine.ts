/** My exports of the last week. Those under way are asked after until they end, whichever page is
 * open meanwhile. */
import { ref } from 'vue'
import { t } from '@/app/i18n'
import { useSession } from '@/app/session'
import { api } from '@/client/http'
import { NoAnswer } from '@/client/problem'
import type { ExportItem } from '@/client/types'
import { say } from '@/kit/toast'

const EVERY_MS = 1200
const isUnderWay = (one: ExportItem) => one.status === 'waiting' || one.status === 'running'

export const mine = ref<ExportItem[] | null>(null)
let timer = 0
let whose: string | undefined
/** Ids of those whose end is yet to be told. */
const awaited = new Set<string>()

export async function load(): Promise<void> {
  const me = useSession().user?.id
  if (me !== whose) mine.value = null // somebody else has signed in
  whose = me
  mine.value = (await api.get<{ items: ExportItem[] }>('/exports')).items
  for (const one of mine.value) {
    if (isUnderWay(one)) awaited.add(one.id)
    else if (awaited.delete(one.id)) tell(one)
  }
  clearTimeout(timer)
  if (mine.value.some(isUnderWay)) timer = window.setTimeout(again, EVERY_MS)
}
function again(): void {
  load().catch((error) => {
    // The server may be away for a moment; who is signed in no more asks no more.
    if (error instanceof NoAnswer) timer = window.setTimeout(again, EVERY_MS * 4)
  })
}

export async function ask(list: Record<string, unknown>): Promise<void> {
  const { id } = await api.post<{ id: string }>('/exports', list)
  awaited.add(id)
  say(t('exports.asked'))
  await load()
}

export const addressOf = (one: ExportItem) => `/api/v1/exports/${one.id}/file`

/** By a link, so that the browser saves it under its name and shows its progress. */
export function download(one: ExportItem): void {
  const link = document.createElement('a')
  link.href = addressOf(one)
  link.download = ''
  link.click()
}

function tell(one: ExportItem): void {
  if (one.status === 'failed') return say(t('exports.failed', { why: one.error?.title ?? '' }), { tone: 'bad' })
  const n = one.rows ?? 0
  say(t('exports.ready', { table: one.table_label, n: n.toLocaleString('en') }, n), {
    action: { label: t('exports.download'), act: () => download(one) },
  })
}
