/** What a column of the file fills, read from a mapping and changed in it. A target is a word:
 * "project.name" (a field), "project@stage" (where it stands), "project@date:lead" (when it entered). */
import type { Field, Pipeline, Table } from '@/client/types'
import { copy } from './copy'
import { fillingFor, isImported } from './fields'
import { fill, flowTargets, isFlow, release } from './flow'
import type { Filling, Import, Mapping, Part } from './types'

export type Target = string

export const fieldTarget = (table: string, field: string): Target => `${table}.${field}`
/** "contact.phone" -> ["contact", "phone"]; "project@date:lead" -> ["project", "date:lead"]. */
export function split(target: Target): [table: string, what: string] {
  const at = target.search(/[.@]/)
  return [target.slice(0, at), target.slice(at + 1)]
}

/** The mapping in its long form: every column an object, every table with columns. */
export function read(mapping: Mapping): Mapping {
  const parts = (mapping.tables ?? []).map((part) => {
    const raw = Object.entries((part.columns ?? {}) as Record<string, Filling | string>)
    const columns = raw.map(([name, filling]) => [name, typeof filling === 'string' ? { field: filling } : { ...filling }])
    return { ...part, key: part.key ?? null, columns: Object.fromEntries(columns) as Part['columns'] }
  })
  return copy({ ...mapping, tables: parts })
}

/** As the server takes it: a way of stages that no column tells yet stays here. */
export function sendable(mapping: Mapping): Mapping {
  const tables = mapping.tables.map((part) => ({
    ...part,
    place: part.place?.stage ? part.place : null,
    history: part.history && Object.keys(part.history.dates).length ? part.history : null,
  }))
  return { ...mapping, tables }
}

export const partOf = (mapping: Mapping, table: string): Part | undefined =>
  mapping.tables.find((part) => part.table === table)

/** Everything that one column fills, in the order of the tables. */
export function targetsOf(mapping: Mapping, column: string): Target[] {
  return mapping.tables.flatMap((part) => {
    const filling = part.columns[column]
    return [...(filling ? [fieldTarget(part.table, filling.field)] : []), ...flowTargets(part, column)]
  })
}

/** The column that fills a target, if any. */
export function columnOf(mapping: Mapping, target: Target): string | undefined {
  const [table, what] = split(target)
  const part = partOf(mapping, table)
  if (!part) return undefined
  if (isFlow(target)) return flowTargets(part).find(([, one]) => one === target)?.[0]
  return Object.keys(part.columns).find((name) => part.columns[name].field === what)
}

function drop(mapping: Mapping, column: string, target: Target): void {
  const [table, what] = split(target)
  const part = partOf(mapping, table)
  if (!part) return
  if (isFlow(target)) release(part, target)
  else if (part.columns[column]?.field === what) delete part.columns[column]
}

/** Gives a column another target; null takes it away. A field that another column filled is taken
 * from that one: a field is filled once. */
export function retarget(
  before: Mapping, column: string, from: Target | null, to: Target | null, known: Known,
): Mapping {
  const mapping = copy(before)
  if (from) drop(mapping, column, from)
  if (to) {
    const [table, what] = split(to)
    const part = partOf(mapping, table) ?? add(mapping, table, known)
    const other = columnOf(mapping, to)
    if (other) drop(mapping, other, to)
    if (isFlow(to)) fill(part, to, column, known.pipelines)
    else {
      part.columns[column] = fillingFor(known.tables.find((one) => one.key === table), what, column)
      if (part.constants) delete part.constants[what]
      if (part.links) delete part.links[what]
    }
  }
  tidy(mapping, known)
  return mapping
}

/** What the blueprint says, as far as a mapping needs it. */
export interface Known { tables: Table[]; pipelines: Pipeline[] }

const references = (known: Known, table: string): Field[] =>
  (known.tables.find((one) => one.key === table)?.fields ?? []).filter((field) => field.kind === 'reference')

function add(mapping: Mapping, table: string, known: Known): Part {
  const part: Part = { table, columns: {}, constants: {}, links: {} }
  mapping.tables.push(part)
  for (const one of mapping.tables) link(mapping, one, known)
  return part
}

/** A reference to a table that comes from the same row means that row's record, until said otherwise. */
function link(mapping: Mapping, part: Part, known: Known): void {
  const filled = new Set([...Object.values(part.columns).map((one) => one.field), ...Object.keys(part.constants ?? {})])
  for (const field of references(known, part.table)) {
    if (!field.table || field.table === part.table || filled.has(field.key) || part.links?.[field.key]) continue
    if (partOf(mapping, field.table)) part.links = { ...part.links, [field.key]: field.table }
  }
}

/** Takes away tables that nothing fills and links to them, puts what is referred to first, and
 * sees to it that a key is a field that is filled. */
function tidy(mapping: Mapping, known: Known): void {
  const filled = (part: Part) => Object.keys(part.columns).length > 0 || !!part.place || !!part.history
  mapping.tables = mapping.tables.filter((part, n) => n === 0 || filled(part))
  if (mapping.tables.length > 1) mapping.tables = mapping.tables.filter(filled)
  for (const part of mapping.tables) {
    for (const [field, table] of Object.entries(part.links ?? {})) {
      if (!partOf(mapping, table)) delete part.links![field]
    }
    const fields = keysOf(part)
    if (part.key && !fields.includes(part.key)) part.key = null
    const title = known.tables.find((one) => one.key === part.table)?.title
    if (part.key === undefined && title && fields.includes(title) && isLinked(mapping, part.table)) part.key = title
  }
  mapping.tables = inOrder(mapping.tables)
}

const isLinked = (mapping: Mapping, table: string) =>
  mapping.tables.some((part) => Object.values(part.links ?? {}).includes(table))

function inOrder(parts: Part[]): Part[] {
  const done: Part[] = []
  const visit = (part: Part, above: string[]) => {
    if (done.includes(part) || above.includes(part.table)) return
    for (const table of Object.values(part.links ?? {})) {
      const other = parts.find((one) => one.table === table)
      if (other) visit(other, [...above, part.table])
    }
    done.push(part)
  }
  for (const part of parts) visit(part, [])
  return done
}

/** Fields by which an existing record may be found: those that a column fills. */
export function keysOf(part: Part): string[] {
  return Object.values(part.columns).map((filling) => filling.field).filter((key) => key !== 'owner' && key !== 'created_at')
}

/** Columns of the file that fill nothing. */
export function leftOut(mapping: Mapping, columns: Import['columns']): string[] {
  return columns.map((column) => column.name).filter((name) => !targetsOf(mapping, name).length)
}

/** Fields that must be filled on creation and are not: by no column, constant or link. */
export function missing(part: Part, table: Table): Field[] {
  const filled = new Set([
    ...Object.values(part.columns).map((filling) => filling.field),
    ...Object.keys(part.constants ?? {}),
    ...Object.keys(part.links ?? {}),
  ])
  return table.fields.filter((field) => field.required && isImported(field) && !filled.has(field.key))
}
