/** The pages of a record's timeline; a refresh reads again as far as was read. */
import { ref, watch } from 'vue'
import { api } from '@/client/http'
import type { EventGroup, TimelineEvent, TimelinePage } from './event'

const PAGE = 20

export function useTimeline(id: () => string, beat: () => number) {
  const events = ref<TimelineEvent[]>([])
  const counts = ref<TimelinePage['counts'] | null>(null)
  const next = ref<string | null>(null)
  const group = ref<EventGroup | null>(null)
  const error = ref<unknown>(null)
  const loading = ref(true)
  let asked = 0

  async function read(cursor: string | null, limit: number) {
    const mine = ++asked
    loading.value = true
    try {
      const page = await api.get<TimelinePage>(`/records/${id()}/timeline`, { kind: group.value, cursor, limit })
      if (mine !== asked) return
      events.value = cursor ? [...events.value, ...page.items] : page.items
      next.value = page.next
      counts.value = page.counts
      error.value = null
    } catch (problem) {
      if (mine === asked) error.value = problem
    } finally {
      if (mine === asked) loading.value = false
    }
  }
  const MOST = 100
  const refresh = () => read(null, Math.min(MOST, Math.max(PAGE, events.value.length)))
  const more = () => read(next.value, PAGE)

  function choose(wanted: EventGroup | null) {
    group.value = wanted
    events.value = []
    void read(null, PAGE)
  }
  watch(beat, () => void refresh())
  watch(id, () => {
    counts.value = null
    choose(null)
  })
  void read(null, PAGE)

  return { events, counts, next, group, error, loading, refresh, more, choose }
}
