/** Where each field of a record stands: the fields beside the timeline first, then the sections. */
import type { Condition, Field, Label, Table } from '@/client/types'

export interface Block {
  key: string
  label: Label | null
  fields: Field[]
  columns: number
  visible_if: Condition | null
}

/**
 * The blocks of a record page. Each field stands once: what `side` names leaves its section. A field
 * that no section names comes last, in a block without label, so that nothing readable is lost.
 */
export function blocksOf(table: Table, side: boolean): Block[] {
  const byKey = new Map(table.fields.map((field) => [field.key, field]))
  const placed = new Set<string>()
  const take = (keys: string[]) => keys.flatMap((key) => {
    const field = byKey.get(key)
    if (!field || placed.has(key)) return []
    placed.add(key)
    return [field]
  })
  const blocks: Block[] = []
  const add = (key: string, label: Label | null, keys: string[], columns = 1, visible: Condition | null = null) => {
    const fields = take(keys)
    if (fields.length) blocks.push({ key, label, fields, columns, visible_if: visible })
  }
  if (side) add('side', null, table.layout?.side ?? [])
  for (const section of table.layout?.sections ?? []) {
    add(section.key, section.label, section.fields, section.columns, section.visible_if ?? null)
  }
  add('rest', null, table.fields.map((field) => field.key))
  return blocks
}
