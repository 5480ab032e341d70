/** One door to /api/v1: CSRF, Idempotency-Key, language, problem+json, and retry where it is safe. */
import { reactive } from 'vue'
import { NoAnswer, Problem } from './problem'

type Query = Record<string, string | number | boolean | null | undefined | string[]>
export interface Options {
  query?: Query
  body?: unknown
  form?: FormData
  signal?: AbortSignal
  /** 0..1 while a form is being sent. */
  onProgress?: (share: number) => void
}

const ROOT = '/api/v1'
const RETRY_AFTER_MS = 800

/** Whether the last request reached the server; the shell shows it. */
export const network = reactive({ away: false })

let csrf = ''
let language = 'zh-CN'
let lost: () => void = () => undefined

export function setCsrf(token: string): void { csrf = token }
export function setLanguage(value: string): void { language = value }
/** What happens when the session has ended on the server (401). */
export function onSessionLost(handler: () => void): void { lost = handler }

let renew: () => Promise<boolean> = () => Promise.resolve(false)
/** Fetches a new CSRF token when the server no longer knows ours (a login in another tab); true
 * when the request may be sent again. */
export function onCsrfStale(handler: () => Promise<boolean>): void { renew = handler }

/** A random key; crypto.randomUUID exists on HTTPS and localhost only. */
export function randomKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function url(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue
    search.set(key, Array.isArray(value) ? value.join(',') : String(value))
  }
  const text = search.toString()
  return ROOT + path + (text ? `?${text}` : '')
}

function headers(method: string, key: string | null, json: boolean): Record<string, string> {
  const all: Record<string, string> = { Accept: 'application/json', 'Accept-Language': language }
  if (method !== 'GET') all['X-CSRFToken'] = csrf
  if (key) all['Idempotency-Key'] = key
  if (json) all['Content-Type'] = 'application/json'
  return all
}

interface Answer { status: number; text: string }

async function sendFetch(method: string, address: string, key: string | null, options: Options): Promise<Answer> {
  const json = options.body !== undefined
  const response = await fetch(address, {
    method,
    headers: headers(method, key, json),
    body: json ? JSON.stringify(options.body) : (options.form ?? null),
    signal: options.signal ?? null,
    credentials: 'same-origin',
  })
  return { status: response.status, text: await response.text() }
}

/** fetch cannot report how far an upload is, XMLHttpRequest can. */
function sendForm(method: string, address: string, key: string | null, options: Options): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(method, address)
    for (const [name, value] of Object.entries(headers(method, key, false))) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) options.onProgress?.(event.loaded / event.total)
    }
    request.onload = () => resolve({ status: request.status, text: request.responseText })
    request.onerror = () => reject(new TypeError('network'))
    options.signal?.addEventListener('abort', () => {
      request.abort()
      reject(new DOMException('aborted', 'AbortError'))
    })
    request.send(options.form)
  })
}

function parse(text: string): unknown {
  try {
    return text ? JSON.parse(text) : null
  } catch {
    return null
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function answer(method: string, address: string, options: Options): Promise<Answer> {
  const key = method === 'POST' ? randomKey() : null
  const send = options.form && options.onProgress ? sendForm : sendFetch
  for (let attempt = 0; ; attempt++) {
    try {
      const result = await send(method, address, key, options)
      // A proxy that finds nobody behind it: the server is away, nothing more is known.
      if ([502, 503, 504].includes(result.status) && !parse(result.text)) throw new TypeError('network')
      network.away = false
      return result
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error
      // A GET and a POST with its key may be sent twice without harm.
      if (attempt === 0 && (method === 'GET' || key)) {
        await pause(RETRY_AFTER_MS)
        continue
      }
      network.away = true
      throw new NoAnswer()
    }
  }
}

async function request<T>(method: string, path: string, options: Options = {}, again = false): Promise<T> {
  const { status, text } = await answer(method, url(path, options.query), options)
  const data = parse(text)
  if (status < 400) return data as T
  const body = data && typeof data === 'object' ? (data as Record<string, unknown>) : {}
  if (status === 401 && path !== '/session') lost()
  if (status === 403 && body.code === 'csrf' && !again && await renew()) return request<T>(method, path, options, true)
  throw new Problem(status, body)
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) =>
    request<T>('GET', path, { query, signal }),
  post: <T>(path: string, body: unknown = {}, options: Options = {}) =>
    request<T>('POST', path, { ...options, body }),
  form: <T>(path: string, form: FormData, onProgress?: (share: number) => void) =>
    request<T>('POST', path, { form, onProgress }),
  patch: <T>(path: string, body: unknown) => request<T>('PATCH', path, { body }),
  delete: <T>(path: string, query?: Query) => request<T>('DELETE', path, { query }),
}
