import { onUnmounted, watch, type Ref } from 'vue'

const AHEAD = '600px'

/** Calls `more` when the last element of a list comes near. */
export function useMore(end: Ref<HTMLElement | undefined>, more: () => void): void {
  const observer = new IntersectionObserver((seen) => {
    if (seen.some((one) => one.isIntersecting)) more()
  }, { rootMargin: AHEAD })
  watch(end, (element, before) => {
    if (before) observer.unobserve(before)
    if (element) observer.observe(element)
  })
  onUnmounted(() => observer.disconnect())
}
