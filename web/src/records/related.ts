/** Which records of other tables belong beside a record. */
import type { Pipeline, RecordItem, Table } from '@/client/types'

export interface Relation {
  table: Table
  /** The reference field of `table` that leads here. */
  field: string
  /** The record it points to: this one, or the one named under its title (a project's customer). */
  target: { id: string; title: string }
}

/**
 * Tables that refer to this record, and those that refer to the record named under its title: a
 * project shows its parties, and the contacts of its customer. Tables with a board are left out of
 * the second kind: a project does not list its siblings.
 */
export function relationsOf(record: RecordItem, tables: Table[], pipelines: Pipeline[]): Relation[] {
  const onBoard = new Set(pipelines.map((pipeline) => pipeline.table))
  const own = referring(tables, record.table).map(({ table, field }) => ({
    table, field, target: { id: record.id, title: record.title },
  }))
  const subtitle = pipelines.find((pipeline) => pipeline.table === record.table)?.card?.subtitle
  const above = subtitle ? (record.values[subtitle] as { id: string; title: string } | null) : null
  const kind = tables.find((table) => table.key === record.table)?.fields.find((field) => field.key === subtitle)
  if (!above || !kind?.table) return own
  const taken = new Set([record.table, ...own.map((one) => one.table.key)])
  const shared = referring(tables, kind.table)
    .filter(({ table }) => !onBoard.has(table.key) && !taken.has(table.key))
    .map(({ table, field }) => ({ table, field, target: above }))
  return [...own, ...shared]
}

/** One reference field a table: the first, since a second list of the same table would confuse. */
function referring(tables: Table[], to: string): { table: Table; field: string }[] {
  return tables.flatMap((table) => {
    const field = table.fields.find((one) => one.kind === 'reference' && one.table === to)
    return field ? [{ table, field: field.key }] : []
  })
}
