/** Found records by table, in the order in which their best came. */
import type { Found } from '@/client/types'

export interface FoundGroup { table: string; label: Found['table_label']; items: Found[] }

export function groupFound(found: Found[]): FoundGroup[] {
  const groups = new Map<string, FoundGroup>()
  for (const one of found) {
    const group = groups.get(one.table) ?? { table: one.table, label: one.table_label, items: [] }
    group.items.push(one)
    groups.set(one.table, group)
  }
  return [...groups.values()]
}

/** The text cut around each place where it matches; the odd pieces are the matches. */
export function marked(text: string, q: string): string[] {
  const wanted = q.trim()
  if (!wanted) return [text]
  return text.split(new RegExp(`(${wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')})`, 'gi'))
}
