/** What a report is asked for. It stands in the address, so that a link opens the same view. */
import type { Comparison, Condition, Field, Pipeline, Table } from '@/client/types'
import { toCondition, toLines } from '@/lists/filter'

/** The engine's ways to group; every other word is a field of the pipeline's table. */
export const GROUPS = ['region', 'owner'] as const

/** Fields worth a place of their own: what the intake and the first gates ask. */
const FIRST = 2

/** Choice fields of the pipeline's table: those that its intake and gates ask for come first. */
export function choiceFields(pipeline: Pipeline, table: Table): { first: Field[]; more: Field[] } {
  const asked = [
    ...(pipeline.intake?.fields ?? []),
    ...pipeline.stages.flatMap((stage) => (stage.gate ?? []).flatMap((item) => item.field ?? [])),
  ]
  const fields = table.fields.filter((field) => field.kind === 'choice' && (field.options?.length ?? 0) > 1)
  const order = (field: Field) => (asked.includes(field.key) ? asked.indexOf(field.key) : asked.length)
  const sorted = [...fields].sort((one, other) => order(one) - order(other))
  const first = sorted.filter((field) => asked.includes(field.key)).slice(0, FIRST)
  return { first, more: sorted.filter((field) => !first.includes(field)) }
}

/** The options of a field that the condition lets pass; empty: all. */
export function chosen(condition: Condition | null, field: string): string[] {
  const line = toLines(condition)?.find((one) => one.field === field && (one.op === '=' || one.op === 'in'))
  if (!line) return []
  return Array.isArray(line.value) ? line.value.map(String) : [String(line.value)]
}

/** The condition with other options of a field chosen; what lines cannot say stays beside it. */
export function choose(condition: Condition | null, field: string, options: string[]): Condition | null {
  const lines = toLines(condition)
  const wanted: Comparison[] = options.length ? [{ field, op: 'in', value: options }] : []
  if (lines) return toCondition([...lines.filter((line) => line.field !== field), ...wanted])
  return wanted.length && condition ? { all: [condition, ...wanted] } : condition
}
