import { ref } from 'vue'

const TYPING_MS = 200

/** Answers to what is being typed: the last question wins, an older answer is thrown away. */
export function useLookup<T>(ask: (text: string) => Promise<T[]>) {
  const found = ref<T[]>([]) as { value: T[] }
  const loading = ref(false)
  let asked = 0
  let timer = 0

  async function run(text: string, mine: number) {
    try {
      const answer = await ask(text)
      if (mine === asked) found.value = answer
    } catch {
      if (mine === asked) found.value = []
    } finally {
      if (mine === asked) loading.value = false
    }
  }
  function search(text: string) {
    loading.value = true
    const mine = ++asked
    clearTimeout(timer)
    timer = window.setTimeout(() => void run(text.trim(), mine), text ? TYPING_MS : 0)
  }
  return { found, loading, search }
}
