/** A card in the hand of the mouse. The reducer is pure; useDrag below listens to the pointer. */
import { onUnmounted, ref } from 'vue'
import type { Card } from '@/client/types'

/** pressed: not yet a drag, maybe a click. x, y: the card's corner in the window. */
export interface Drag {
  phase: 'pressed' | 'dragging'
  card: Card
  from: string
  over: string | null
  start: { x: number; y: number }
  grip: { x: number; y: number }
  x: number
  y: number
  width: number
}
export interface Drop { card: Card; from: string; to: string }

export type DragEvent =
  | { type: 'press'; card: Card; from: string; at: Point; box: { x: number; y: number; width: number } }
  | { type: 'move'; at: Point; over: string | null }
  | { type: 'cancel' }
interface Point { x: number; y: number }

const THRESHOLD = 5

export function dragTurn(state: Drag | null, event: DragEvent): Drag | null {
  if (event.type === 'press') {
    const { at, box, card, from } = event
    return {
      phase: 'pressed', card, from, over: null, start: at,
      grip: { x: at.x - box.x, y: at.y - box.y }, x: box.x, y: box.y, width: box.width,
    }
  }
  if (!state || event.type === 'cancel') return null
  const far = Math.hypot(event.at.x - state.start.x, event.at.y - state.start.y) >= THRESHOLD
  if (state.phase === 'pressed' && !far) return state
  return {
    ...state, phase: 'dragging', over: event.over,
    x: event.at.x - state.grip.x, y: event.at.y - state.grip.y,
  }
}

/** What letting go means: a move to another stage, or nothing. */
export function dropOf(state: Drag | null): Drop | null {
  if (state?.phase !== 'dragging' || !state.over || state.over === state.from) return null
  return { card: state.card, from: state.from, to: state.over }
}

const EDGE = 48
const STEP = 14

export function useDrag(scroller: () => HTMLElement | undefined, dropped: (drop: Drop) => void) {
  const drag = ref<Drag | null>(null)
  let at: Point = { x: 0, y: 0 }
  let frame = 0

  const stageAt = (point: Point) =>
    document.elementFromPoint(point.x, point.y)?.closest<HTMLElement>('[data-stage]')?.dataset.stage ?? null

  function press(event: PointerEvent, card: Card, from: string) {
    // Fingers scroll and use the menu; a drag is the mouse's and the pen's.
    if (event.button !== 0 || event.pointerType === 'touch') return
    if ((event.target as HTMLElement).closest('button')) return
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect()
    drag.value = dragTurn(null, { type: 'press', card, from, at: { x: event.clientX, y: event.clientY }, box })
    document.addEventListener('pointermove', move)
    document.addEventListener('pointerup', release)
    document.addEventListener('pointercancel', cancel)
    document.addEventListener('keydown', escape, true)
  }
  function move(event: PointerEvent) {
    at = { x: event.clientX, y: event.clientY }
    const before = drag.value?.phase
    drag.value = dragTurn(drag.value, { type: 'move', at, over: stageAt(at) })
    if (before === 'pressed' && drag.value?.phase === 'dragging') {
      getSelection()?.removeAllRanges()
      frame = requestAnimationFrame(glide)
    }
  }
  /** Near an edge the board scrolls along, and other columns come under the card. */
  function glide() {
    const board = scroller()
    if (!board || drag.value?.phase !== 'dragging') return
    const box = board.getBoundingClientRect()
    if (at.x > box.right - EDGE) board.scrollLeft += STEP
    else if (at.x < box.left + EDGE) board.scrollLeft -= STEP
    drag.value = dragTurn(drag.value, { type: 'move', at, over: stageAt(at) })
    frame = requestAnimationFrame(glide)
  }
  function release() {
    const drop = dropOf(drag.value)
    const dragged = drag.value?.phase === 'dragging'
    cancel()
    // The click that follows a drag is none.
    if (dragged) document.addEventListener('click', swallow, { capture: true, once: true })
    setTimeout(() => document.removeEventListener('click', swallow, { capture: true }), 0)
    if (drop) dropped(drop)
  }
  const swallow = (event: Event) => { event.preventDefault(); event.stopPropagation() }
  function cancel() {
    cancelAnimationFrame(frame)
    drag.value = dragTurn(drag.value, { type: 'cancel' })
    document.removeEventListener('pointermove', move)
    document.removeEventListener('pointerup', release)
    document.removeEventListener('pointercancel', cancel)
    document.removeEventListener('keydown', escape, true)
  }
  function escape(event: KeyboardEvent) {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    cancel()
  }
  onUnmounted(cancel)

  return { drag, press }
}
