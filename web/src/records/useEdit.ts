/** Editing one section of a record: what is typed is kept, judged on leaving a field and by the
 * server, and meets the changes of others openly. */
import { computed, ref, watch, type ComputedRef } from 'vue'
import { useSession } from '@/app/session'
import { api } from '@/client/http'
import { isProblem } from '@/client/problem'
import type { Field, Named, RecordItem } from '@/client/types'
import type { Match } from '@/duplicates/match'
import { sent, wrongOf } from '@/fields/kinds'
import { useDraft } from '@/kit/draft'
import { sayError } from '@/kit/toast'
import { clashes, type Draft } from './merge'

interface Stale { by: string | null; at: string | null; fields: string[] }

export function useEdit(key: string, record: ComputedRef<RecordItem>, fields: ComputedRef<Field[]>, saved: (record: RecordItem) => void) {
  const draft = useDraft<Draft>(`${useSession().user?.id}.record.${record.value.id}.${key}`)
  const errors = ref<Record<string, string>>({})
  const stale = ref<Stale | null>(null)
  const busy = ref(false)
  const tried = ref(false)
  /** What the change would be a duplicate of, and why it is made all the same. */
  const met = ref<Match[]>([])
  const reason = ref('')
  const editing = computed(() => draft.value !== null)
  /** All values of the record as they would be once saved. */
  const values = computed(() => ({ ...record.value.values, ...draft.value?.values }))

  function start() {
    draft.value = { version: record.value.version, base: {}, values: {} }
  }
  function cancel() {
    draft.value = null
    errors.value = {}
    stale.value = null
    tried.value = false
    met.value = []
    reason.value = ''
  }
  function set(field: string, value: unknown) {
    if (!draft.value) return
    if (!(field in draft.value.base)) draft.value.base[field] = record.value.values[field] ?? null
    draft.value.values[field] = value
    delete errors.value[field]
  }

  /** Others' changes to other fields are taken silently; to the same field they are told. */
  watch(() => record.value.version, (version) => {
    if (!draft.value || draft.value.version === version) return
    const fields = clashes(draft.value, record.value.values)
    if (fields.length) stale.value ??= { by: null, at: record.value.updated_at, fields }
    else draft.value.version = version
  }, { immediate: true })

  /** Goes on with the record as it is now; what was typed stays typed. */
  async function takeLatest() {
    try {
      const latest = await api.get<RecordItem>(`/records/${record.value.id}`)
      saved(latest)
      if (draft.value) {
        draft.value.version = latest.version
        for (const field of Object.keys(draft.value.base)) draft.value.base[field] = latest.values[field] ?? null
      }
      stale.value = null
    } catch (error) {
      sayError(error)
    }
  }

  async function save() {
    tried.value = true
    if (!draft.value || busy.value) return
    const byKey = new Map(fields.value.map((field) => [field.key, field]))
    const changed = Object.entries(draft.value.values).filter(([key]) => byKey.has(key))
    if (changed.some(([key, value]) => wrongOf(byKey.get(key)!, value))) return
    if (!changed.length) return cancel()
    busy.value = true
    const body = Object.fromEntries(changed.map(([key, value]) => [key, sent(byKey.get(key)!, value)]))
    try {
      const next = await api.patch<RecordItem>(`/records/${record.value.id}`, {
        version: draft.value.version, values: body, duplicate_reason: reason.value.trim() || undefined,
      })
      cancel()
      saved(next)
    } catch (error) {
      if (isProblem(error, 'invalid')) errors.value = error.fields
      else if (isProblem(error, 'duplicate')) met.value = error.body.matches as Match[]
      else if (isProblem(error, 'stale')) stale.value = whoChanged(error.body.current)
      else sayError(error)
      if (isProblem(error, 'invalid') && !Object.keys(error.fields).some((key) => byKey.has(key))) sayError(error)
    } finally {
      busy.value = false
    }
  }

  return { editing, values, errors, stale, busy, tried, met, reason, start, cancel, set, save, takeLatest }
}

function whoChanged(current: unknown): Stale {
  const { changed_by: by, changed_at: at } = (current ?? {}) as { changed_by?: Named | null; changed_at?: string }
  return { by: by?.name ?? null, at: at ?? null, fields: [] }
}
