/** Fetches a file of the API and hands it to the browser to keep. */
import { NoAnswer, Problem } from '@/client/problem'
import { language } from '@/kit/language'

const ROOT = '/api/v1'
const LATER_MS = 10_000

/** Returns the file's name. Throws Problem, NoAnswer. */
export async function saveFile(path: string, otherwise: string): Promise<string> {
  const response = await fetch(ROOT + path, { headers: { 'Accept-Language': language.value }, credentials: 'same-origin' }).catch(() => null)
  if (!response) throw new NoAnswer()
  if (!response.ok) throw new Problem(response.status, (await response.json().catch(() => ({}))) as Record<string, unknown>)
  const head = response.headers.get('Content-Disposition') ?? ''
  const spelled = /filename\*=UTF-8''([^;]+)/i.exec(head)?.[1]
  const name = spelled ? decodeURIComponent(spelled) : /filename="([^"]+)"/i.exec(head)?.[1] ?? otherwise
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), LATER_MS)
  return name
}
