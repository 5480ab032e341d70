/** Draws only the cards in sight of a column: a column of thousands costs what a screenful costs. */
import { computed, onMounted, onUnmounted, ref, type Ref } from 'vue'

const GAP = 8
const GUESS = 146
const BEYOND = 600

export interface Frame { top: number; bottom: number; from: number; to: number }

/** Which of the heights fall into sight; top and bottom are what stands for the others. Pure. */
export function frame(heights: number[], scrolled: number, view: number, gap = GAP, beyond = BEYOND): Frame {
  let y = 0
  let from = -1
  let to = 0
  let top = 0
  let bottom = 0
  heights.forEach((height, index) => {
    const end = y + height
    if (end < scrolled - beyond) top = end + gap
    else if (y > scrolled + view + beyond) bottom += height + gap
    else {
      if (from < 0) from = index
      to = index + 1
    }
    y = end + gap
  })
  return { top, bottom, from: Math.max(from, 0), to }
}

export function useWindow(box: Ref<HTMLElement | undefined>, ids: () => string[]) {
  const heights = new Map<string, number>()
  const measured = ref(0)
  const scrolled = ref(0)
  const view = ref(800)

  const shown = computed(() => {
    void measured.value
    return frame(ids().map((id) => heights.get(id) ?? GUESS), scrolled.value, view.value)
  })

  const sizes = new ResizeObserver((entries) => {
    let changed = false
    for (const entry of entries) {
      const id = (entry.target as HTMLElement).dataset.id
      const height = entry.borderBoxSize[0].blockSize
      if (id && height && heights.get(id) !== height) {
        heights.set(id, height)
        changed = true
      }
    }
    if (changed) measured.value++
  })
  const boxSize = new ResizeObserver(() => { view.value = box.value?.clientHeight ?? 800 })
  const onScroll = () => { scrolled.value = box.value?.scrollTop ?? 0 }

  onMounted(() => {
    if (!box.value) return
    boxSize.observe(box.value)
    box.value.addEventListener('scroll', onScroll, { passive: true })
  })
  onUnmounted(() => {
    sizes.disconnect()
    boxSize.disconnect()
  })

  /** Scrolls so that the card is drawn. */
  function reveal(index: number): void {
    const before = ids().slice(0, index).reduce((sum, id) => sum + (heights.get(id) ?? GUESS) + GAP, 0)
    const height = heights.get(ids()[index]) ?? GUESS
    if (!box.value) return
    if (before < box.value.scrollTop) box.value.scrollTop = before
    else if (before + height > box.value.scrollTop + view.value) box.value.scrollTop = before + height - view.value + GAP
    onScroll()
  }

  return { shown, sizes, reveal }
}
