/** The filters of a board live in its address, so that a link opens the same view. */
import { computed } from 'vue'
import { useRoute, useRouter, type LocationQueryValue } from 'vue-router'
import type { Quick } from '@/client/types'

export const QUICK: Quick[] = ['mine', 'overdue', 'closing', 'large', 'silent']

export interface Filters { quick?: Quick; region?: string; owner?: string }

const one = (value: LocationQueryValue | LocationQueryValue[] | undefined) =>
  (Array.isArray(value) ? value[0] : value) || undefined

export function useFilters() {
  const route = useRoute()
  const router = useRouter()
  const filters = computed<Filters>(() => {
    const quick = one(route.query.quick) as Quick | undefined
    return {
      quick: quick && QUICK.includes(quick) ? quick : undefined,
      region: one(route.query.region),
      owner: one(route.query.owner),
    }
  })
  const filtered = computed(() => Object.values(filters.value).some(Boolean))

  function set(change: Filters): void {
    void router.replace({ query: { ...route.query, ...change } })
  }
  const toggle = (quick: Quick) => set({ quick: filters.value.quick === quick ? undefined : quick })
  const clear = () => set({ quick: undefined, region: undefined, owner: undefined })

  return { filters, filtered, set, toggle, clear }
}
