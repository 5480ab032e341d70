/** What someone has typed and not yet sent: kept in this browser until sent or thrown away. */
import { onUnmounted, ref, watch, type Ref } from 'vue'

const PREFIX = 'zhudan.draft.'
const SETTLE_MS = 300

function read<T>(key: string): T | null {
  try {
    const text = localStorage.getItem(PREFIX + key)
    return text ? (JSON.parse(text) as T) : null
  } catch {
    return null
  }
}

/** A value that survives a reload under `key`; null means nothing is pending. */
export function useDraft<T>(key: string): Ref<T | null> {
  const draft = ref(read<T>(key)) as Ref<T | null>
  let timer = 0
  function keep() {
    clearTimeout(timer)
    try {
      if (draft.value === null) localStorage.removeItem(PREFIX + key)
      else localStorage.setItem(PREFIX + key, JSON.stringify(draft.value))
    } catch {
      // A full or forbidden store costs the safety net, not the work.
    }
  }
  watch(draft, (value) => {
    clearTimeout(timer)
    if (value === null) keep()
    else timer = window.setTimeout(keep, SETTLE_MS)
  }, { deep: true })
  onUnmounted(keep)
  return draft
}
