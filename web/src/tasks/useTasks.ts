import { ref, watch, type Ref } from 'vue'
import { useChanges } from '@/client/changes'
import { api } from '@/client/http'
import type { Page, Task } from '@/client/types'

const PAGE = 50
/** Tasks hang on records: a change of any of them may open or close one. Not more often than this. */
const REST_MS = 2000

export function useTasks(status: Ref<'open' | 'done'>) {
  const tasks = ref<Task[] | null>(null)
  const next = ref<string | null>(null)
  const error = ref<unknown>(null)
  const loading = ref(false)
  let asked = 0
  let timer = 0

  async function read(cursor: string | null) {
    const mine = ++asked
    loading.value = true
    try {
      const page = await api.get<Page<Task>>('/tasks', { status: status.value, cursor, limit: PAGE })
      if (mine !== asked) return
      tasks.value = cursor ? [...(tasks.value ?? []), ...page.items] : page.items
      next.value = page.next
      error.value = null
    } catch (problem) {
      if (mine === asked && !tasks.value) error.value = problem
    } finally {
      if (mine === asked) loading.value = false
    }
  }
  const load = () => read(null)
  const more = () => (next.value && !loading.value ? read(next.value) : Promise.resolve())

  watch(status, () => {
    tasks.value = null
    error.value = null
    void load()
  }, { immediate: true })
  useChanges(() => {
    clearTimeout(timer)
    timer = window.setTimeout(() => void load(), REST_MS)
  }, () => void load())

  return { tasks, next, error, loading, load, more }
}
