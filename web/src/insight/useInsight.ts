/** The reports as the address asks for them. */
import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useBlueprint } from '@/app/blueprint'
import { api } from '@/client/http'
import { readCondition } from '@/lists/filter'
import { today } from '@/kit/time'
import { DEFAULT, isPreset, readRange, spanOf, type Preset } from './period'
import type { Funnel, Stages } from './types'
import { usePlaces } from './usePlaces'

/** The key of a change in the address, null to leave it out. */
export type Turn = Record<string, string | null>

/** The newest answer; one that is overtaken is dropped, one that failed leaves the last standing. */
function useAnswer<T>(address: () => string) {
  const answer = shallowRef<T | null>(null)
  const error = shallowRef<unknown>(null)
  const loading = ref(false)
  let turn = 0
  async function load() {
    const mine = ++turn
    loading.value = true
    try {
      const found = await api.get<T>(address())
      if (mine !== turn) return
      answer.value = found
      error.value = null
    } catch (problem) {
      if (mine === turn) error.value = problem
    } finally {
      if (mine === turn) loading.value = false
    }
  }
  return { answer, error, loading, load }
}

export function useInsight() {
  const route = useRoute()
  const router = useRouter()
  const blueprint = useBlueprint()

  const word = (key: string) => (typeof route.query[key] === 'string' && route.query[key] ? (route.query[key] as string) : null)
  const pipelines = computed(() => blueprint.pipelines.filter((one) => blueprint.scope(one.table, 'read') !== 'none'))
  const pipeline = computed(() => pipelines.value.find((one) => one.key === word('pipeline')) ?? pipelines.value[0])
  const table = computed(() => (pipeline.value ? blueprint.table(pipeline.value.table) : undefined))

  const places = usePlaces(computed(() => (pipeline.value ? blueprint.scope(pipeline.value.table, 'read') : 'none')))

  const range = computed(() => readRange(word('from'), word('to')))
  const preset = computed<Preset | null>(() => {
    const period = word('period')
    return isPreset(period) ? period : range.value ? null : DEFAULT
  })
  const span = computed(() => (preset.value ? spanOf(preset.value, today()) : range.value!))
  const condition = computed(() => readCondition(word('filter')))
  const group = computed(() => word('group'))
  const narrowed = computed(() => !!(word('region') || word('owner') || condition.value))

  /** Stages unfolded: those named in the address, into what it groups by. */
  const open = computed(() => new Set(group.value ? (word('open') ?? '').split(',').filter(Boolean) : []))

  /** As the server is asked; every parameter, so that empty ends mean all time. */
  const query = computed(() => ({
    pipeline: pipeline.value?.key, from: span.value.from ?? '', to: span.value.to ?? '', region: word('region'), owner: word('owner'),
    filter: condition.value && JSON.stringify(condition.value),
  }))
  const address = (path: string, more: Record<string, string | null> = {}) => {
    const search = new URLSearchParams()
    for (const [key, value] of Object.entries({ ...query.value, ...more })) if (value != null) search.set(key, value)
    return `${path}?${search}`
  }

  const { answer: stages, error, loading, load: loadStages } = useAnswer<Stages>(() => address('/insight/stages', { group: group.value }))
  const { answer: funnel, error: funnelError, load: loadFunnel } = useAnswer<Funnel>(() => address('/insight/funnel'))
  const asked = computed(() => pipeline.value?.key)
  watch(asked, () => { stages.value = null; funnel.value = null })
  watch(() => asked.value && address('', { group: group.value }), (now) => { if (now) void loadStages() }, { immediate: true })
  watch(() => asked.value && address(''), (now) => { if (now) void loadFunnel() }, { immediate: true })

  function set(change: Turn): void {
    const next = { ...route.query }
    for (const [key, value] of Object.entries(change)) {
      if (value) next[key] = value
      else delete next[key]
    }
    void router.replace({ query: next })
  }

  return { pipelines, pipeline, table, places, preset, span, condition, group, narrowed, open, stages, funnel, error, funnelError, loading, loadStages, loadFunnel, set, word, address }
}
export type Insight = ReturnType<typeof useInsight>
