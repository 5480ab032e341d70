/** Asks, as a form is filled, whether the record is there already. The last question wins; what
 * cannot be asked (no right, too often, no network) is silent, for the server judges again. */
import { computed, onUnmounted, ref, watch } from 'vue'
import { api } from '@/client/http'
import type { Table } from '@/client/types'
import { isEmpty } from '@/fields/kind'
import { sent, wrongOf } from '@/fields/kinds'
import { byField, watched, type Match } from './match'

const TYPING_MS = 400

/** table: nothing is asked while it is undefined. except: the record that is being edited. */
export function useDuplicates(
  table: () => Table | undefined, values: () => Record<string, unknown>, onForm: () => string[], except?: () => string,
) {
  const matches = ref<Match[]>([])
  let timer = 0
  let asked = 0

  const question = computed(() => {
    const part = table()
    const now = values()
    const fields = watched(part?.duplicates ?? []).map((key) => part?.fields.find((one) => one.key === key))
    const filled = fields.flatMap((field) => {
      const value = field && now[field.key]
      return field && !isEmpty(value) && !wrongOf(field, value) ? [[field.key, sent(field, value)] as const] : []
    })
    return filled.length ? JSON.stringify(Object.fromEntries(filled)) : ''
  })

  async function ask(text: string, mine: number) {
    try {
      const body = { values: JSON.parse(text) as Record<string, unknown>, except: except?.() }
      const { items } = await api.post<{ items: Match[] }>(`/tables/${table()?.key}/duplicates`, body)
      if (mine === asked) matches.value = items
    } catch {
      if (mine === asked) matches.value = []
    }
  }
  watch(question, (text) => {
    clearTimeout(timer)
    const mine = ++asked
    if (text) timer = window.setTimeout(() => void ask(text, mine), TYPING_MS)
    else matches.value = []
  }, { immediate: true })
  onUnmounted(() => { clearTimeout(timer); asked++ })

  return {
    matches,
    at: computed(() => byField(matches.value, onForm())),
    blocked: computed(() => matches.value.some((match) => match.level === 'block')),
  }
}
