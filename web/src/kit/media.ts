/** Whether a media query holds, as it changes. */
import { onUnmounted, ref, type Ref } from 'vue'

export const PHONE = '(max-width: 720px)'

export function useMedia(query: string): Ref<boolean> {
  const media = matchMedia(query)
  const holds = ref(media.matches)
  const look = () => { holds.value = media.matches }
  media.addEventListener('change', look)
  onUnmounted(() => media.removeEventListener('change', look))
  return holds
}
