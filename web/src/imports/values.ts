/** Cells that could not be matched, and what was decided about them, by column. */
import { copy } from './copy'
import type { Mapping, Part, Standing, Unclear, Unmatched } from './types'

/** meaning: null while undecided, "" for left empty; a stage may come with an outcome. */
export interface Decision { value: string; rows: number | null; guess: string | null; meaning: Meaning }
export type Meaning = string | Standing | null
export interface Group {
  key: string
  column: string
  table: string
  field: string
  kind: Unclear
  creatable: boolean
  /** What cannot be matched is created with the row. */
  creating: boolean
  lines: Decision[]
  /** Lines and rows still undecided. */
  open: number
  rows: number
}

export const createKey = (group: Pick<Group, 'table' | 'field'>) => `${group.table}.${group.field}`
const groupKey = (one: Pick<Unmatched, 'table' | 'field' | 'column' | 'kind'>) => [one.table, one.kind, one.field, one.column].join('\n')

/** What the mapping says a cell of this group means. */
function meanings(part: Part | undefined, one: Pick<Unmatched, 'column' | 'kind'>): Record<string, string | Standing> {
  if (one.kind === 'stage') return part?.place?.values ?? {}
  if (one.kind === 'outcome') return part?.history?.outcome?.values ?? {}
  if (one.kind === 'reason') return part?.history?.reason?.values ?? {}
  return part?.columns[one.column]?.values ?? {}
}

/** The kind of a field whose cells must be matched; null where they are read as they are. */
export type KindOf = (table: string, field: string) => Unclear | null

/** What a mapping decides about cells, whoever said so: this person, the last one, the suggestion. */
function decided(mapping: Mapping, kindOf: KindOf): Unmatched[] {
  return mapping.tables.flatMap(({ table, columns, place, history }) => {
    const lines = (kind: Unclear, column: string, field: string, values: object | undefined) => Object.keys(values ?? {})
      .map((value): Unmatched => ({ column, table, field, kind, value, rows: 0, guess: null, creatable: false }))
    const fields = Object.entries(columns).flatMap(([column, { field, values }]) => {
      const kind = kindOf(table, field)
      return kind ? lines(kind, column, field, values) : []
    })
    const flow = [
      ...(place ? lines('stage', place.stage, 'stage', place.values) : []),
      ...(history?.outcome ? lines('outcome', history.outcome.column, 'outcome', history.outcome.values) : []),
      ...(history?.reason ? lines('reason', history.reason.column, 'reason', history.reason.values) : []),
    ]
    return [...fields, ...flow]
  })
}

/** Groups of what is to decide and what is decided, by column: what the server could not match now,
 * what it could not match before (`seen`, by this browser), and what the mapping says already. */
export function groupsOf(mapping: Mapping, unmatched: Unmatched[], seen: Unmatched[], kindOf: KindOf = () => null): Group[] {
  const groups = new Map<string, Group>()
  const known = new Set<string>()
  const standing = new Set(unmatched.map((one) => `${groupKey(one)}\n${one.value}`))
  for (const one of [...seen, ...unmatched, ...decided(mapping, kindOf)]) {
    const key = groupKey(one)
    const line = `${key}\n${one.value}`
    if (known.has(line)) continue
    known.add(line)
    const meaning = meanings(mapping.tables.find((part) => part.table === one.table), one)[one.value] ?? null
    const creating = mapping.create?.[createKey(one)] ?? false
    // Neither unclear any more nor decided: the column was given another field.
    if (!standing.has(line) && meaning === null && !creating) continue
    const group = groups.get(key) ?? { ...pickGroup(one), key, creating, lines: [], open: 0, rows: 0 }
    groups.set(key, group)
    group.lines.push({ value: one.value, rows: one.rows || null, guess: one.guess, meaning })
    if (meaning === null && !(group.creatable && creating)) {
      group.open += 1
      group.rows += one.rows
    }
  }
  // What waits for a person comes first.
  return [...groups.values()].sort((a, b) => Number(b.open > 0) - Number(a.open > 0))
}
const pickGroup = ({ column, table, field, kind, creatable }: Unmatched) => ({ column, table, field, kind, creatable })

/** Writes a decision; null takes it back. */
export function decide(before: Mapping, group: Pick<Group, 'table' | 'column' | 'kind'>, value: string, meaning: Meaning): Mapping {
  const mapping = copy(before)
  const part = mapping.tables.find((one) => one.table === group.table)
  if (!part) return mapping
  const holder = holderOf(part, group)
  if (!holder) return mapping
  const values: Record<string, unknown> = { ...(holder.values as object) }
  if (meaning === null) delete values[value]
  else values[value] = meaning
  holder.values = values
  return mapping
}
function holderOf(part: Part, group: Pick<Group, 'column' | 'kind'>): { values?: unknown } | null | undefined {
  if (group.kind === 'stage') return part.place
  if (group.kind === 'outcome') return part.history?.outcome
  if (group.kind === 'reason') return part.history?.reason
  return part.columns[group.column]
}

export function create(before: Mapping, group: Pick<Group, 'table' | 'field'>, on: boolean): Mapping {
  const all = { ...before.create, [createKey(group)]: on }
  if (!on) delete all[createKey(group)]
  return { ...copy(before), create: all }
}

/** Takes every guess of a group that is still undecided. */
export function takeGuesses(before: Mapping, group: Group, read: (guess: string) => Meaning): Mapping {
  return group.lines
    .filter((line) => line.meaning === null && line.guess !== null)
    .reduce((mapping, line) => decide(mapping, group, line.value, read(line.guess!)), before)
}
