/** What others changed, every few seconds while somebody is looking. */
import { onMounted, onUnmounted } from 'vue'
import { api, network } from './http'
import { NoAnswer, isProblem } from './problem'
import type { Change } from './types'

const EVERY_MS = 3000
const MAX_WAIT_MS = 30_000

interface Feed { items: Change[]; next: string }

/** Calls `take` with each batch. A hidden page rests and catches up when it is seen again. */
export function useChanges(take: (changes: Change[]) => void, lost: () => void): void {
  let cursor: string | null = null
  let timer = 0
  let wait = EVERY_MS
  let alive = true

  async function ask() {
    clearTimeout(timer)
    if (document.hidden) return
    try {
      const feed: Feed = await api.get<Feed>('/changes', { after: cursor })
      if (!alive) return
      cursor = feed.next
      wait = EVERY_MS
      if (feed.items.length) take(feed.items)
    } catch (error) {
      if (!alive) return
      if (isProblem(error) && error.status === 401) return
      // A cursor the server no longer knows: start afresh and read the page anew.
      if (isProblem(error) && cursor !== null && error.status === 422) {
        cursor = null
        lost()
      }
      if (error instanceof NoAnswer) wait = Math.min(wait * 2, MAX_WAIT_MS)
    }
    timer = window.setTimeout(ask, network.away ? wait : EVERY_MS)
  }
  const seen = () => { if (!document.hidden) void ask() }

  onMounted(() => {
    void ask()
    document.addEventListener('visibilitychange', seen)
    window.addEventListener('online', seen)
  })
  onUnmounted(() => {
    alive = false
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', seen)
    window.removeEventListener('online', seen)
  })
}
