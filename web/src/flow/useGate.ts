/** The gate of one record, and the ways to supply what it asks. Every supply reads the record and
 * its gate anew: the server says what counts. */
import { computed, ref, shallowRef } from 'vue'
import { api } from '@/client/http'
import type { ActivityKind, Flow, GateItem, RecordItem } from '@/client/types'

export interface Activity { kind: ActivityKind; note: string; plan?: string; plan_on?: string }

export function useGate(id: string, changed: (record: RecordItem) => void = () => undefined) {
  const record = shallowRef<RecordItem | null>(null)
  const flow = shallowRef<Flow | null>(null)
  const error = ref<unknown>(null)
  const items = computed<GateItem[]>(() => flow.value?.gate?.items ?? [])

  async function load(): Promise<void> {
    error.value = null
    try {
      const [one, its] = await Promise.all([
        api.get<RecordItem>(`/records/${id}`), api.get<Flow>(`/records/${id}/flow`),
      ])
      record.value = one
      flow.value = its
      changed(one)
    } catch (problem) {
      error.value = problem
    }
  }

  async function fill(field: string, value: unknown): Promise<void> {
    await api.patch(`/records/${id}`, { version: record.value?.version, values: { [field]: value } })
    await load()
  }
  async function upload(document: string, file: File, onProgress: (share: number) => void): Promise<void> {
    const form = new FormData()
    form.set('type', document)
    form.set('file', file)
    await api.form(`/records/${id}/documents`, form, onProgress)
    await load()
  }
  async function act(key: string, note: string, file: File | null, onProgress: (share: number) => void): Promise<void> {
    if (file) {
      const form = new FormData()
      form.set('key', key)
      if (note) form.set('note', note)
      form.set('file', file)
      await api.form(`/records/${id}/actions`, form, onProgress)
    } else {
      await api.post(`/records/${id}/actions`, note ? { key, note } : { key })
    }
    await load()
  }
  async function log(activity: Activity): Promise<void> {
    await api.post(`/records/${id}/activities`, activity)
    await load()
  }
  async function tick(document: string, standing: string, note: string): Promise<void> {
    await api.post(`/records/${id}/ticks`, note ? { document, standing, note } : { document, standing })
    await load()
  }

  return { record, flow, items, error, load, fill, upload, act, log, tick }
}

export type GateDesk = ReturnType<typeof useGate>
