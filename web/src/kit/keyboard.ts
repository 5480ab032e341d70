/** Keys of the whole page. They rest while someone types or a dialog lies above. */
import { onMounted, onUnmounted } from 'vue'

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

export function useShortcut(key: string, act: () => void): void {
  const listen = (event: KeyboardEvent) => {
    if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.isComposing || typing(event.target) || document.querySelector('[aria-modal="true"]')) return
    event.preventDefault()
    act()
  }
  onMounted(() => document.addEventListener('keydown', listen))
  onUnmounted(() => document.removeEventListener('keydown', listen))
}

const FOCUSABLE = 'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex="-1"])'

/** Tab stays within the box, as a modal dialog asks; for @keydown.tab. */
export function keepFocus(event: KeyboardEvent): void {
  const box = event.currentTarget as HTMLElement
  const all = [...box.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((one) => one.offsetParent !== null)
  if (!all.length) return
  const edge = event.shiftKey ? all[0] : all[all.length - 1]
  if (document.activeElement !== edge) return
  event.preventDefault()
  ;(event.shiftKey ? all[all.length - 1] : all[0]).focus()
}
