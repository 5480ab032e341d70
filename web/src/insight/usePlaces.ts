/** The regions and people that this viewer may tell apart in a report. */
import { computed, shallowRef, watch, type Ref } from 'vue'
import { useSession } from '@/app/session'
import { api } from '@/client/http'
import type { Page, Person, Region, Scope } from '@/client/types'
import { below, choices } from './places'

export function usePlaces(scope: Ref<Scope>) {
  const session = useSession()
  const regions = shallowRef<Region[]>([])
  const people = shallowRef<Person[]>([])
  /** Whoever sees more than his own. */
  const wide = computed(() => ['team', 'region', 'all'].includes(scope.value))
  watch(wide, async (now) => {
    if (!now) return
    const [its, them] = await Promise.all([api.get<Page<Region>>('/regions'), api.get<Page<Person>>('/people')]).catch(() => [null, null])
    regions.value = its?.items ?? []
    people.value = them?.items ?? []
  }, { immediate: true })

  /** Where the viewer's part of the tree begins; null: all of it. */
  const home = computed(() => (scope.value === 'all' ? null : session.user?.region?.id ?? null))
  const tree = computed(() => below(regions.value, home.value))
  const offered = computed(() => choices(regions.value, home.value))
  const colleagues = computed(() => {
    if (!wide.value) return []
    if (!home.value) return people.value
    const places = new Set(tree.value.map((one) => one.region.id))
    return people.value.filter((one) => one.region && places.has(one.region.id))
  })
  /** Whether a report by region, by owner, says more than one line; until the answer is there, it does. */
  const several = computed(() => ({
    region: wide.value && (!people.value.length || offered.value.length > 1),
    owner: wide.value && (!people.value.length || colleagues.value.length > 1),
  }))
  return { regions, tree, offered, colleagues, several }
}
