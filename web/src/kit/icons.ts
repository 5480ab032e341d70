/** The one family of icons: symbols of icons.svg, put into the page once. */
import sprite from './icons.svg?raw'

export type IconName =
  | 'board' | 'people' | 'todo' | 'stamp' | 'file' | 'chart' | 'design' | 'gear' | 'search'
  | 'bell' | 'plus' | 'x' | 'check' | 'tick' | 'down' | 'right' | 'left' | 'arrow' | 'up2'
  | 'down2' | 'clock' | 'alarm' | 'upload' | 'download' | 'shield' | 'camera' | 'phone' | 'chat'
  | 'move' | 'more' | 'pin' | 'book' | 'cal' | 'table' | 'rule' | 'role' | 'report' | 'gate'
  | 'eye' | 'branch' | 'undo' | 'replay' | 'home' | 'cloud' | 'sync' | 'wait' | 'qr' | 'pen'
  | 'filter' | 'drop' | 'target' | 'bulb' | 'key' | 'mic' | 'grip'

export function mountIcons(): void {
  const holder = document.createElement('div')
  holder.innerHTML = sprite
  const svg = holder.firstElementChild as SVGElement
  svg.setAttribute('class', 'sprite')
  svg.setAttribute('aria-hidden', 'true')
  document.body.prepend(svg)
}
