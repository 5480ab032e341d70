/** Columns that every table has, written as fields, so that lists, filters and conditions need no
 * second way to show or compare them. */
import type { Field, FieldKind, Pipeline, RecordItem, Table } from '@/client/types'
import { t } from '@/app/i18n'

const OF_ALL: Record<string, FieldKind> = {
  owner: 'user', region: 'region', created_at: 'datetime', updated_at: 'datetime', created_by: 'user',
}
const OF_FLOW: Record<string, FieldKind> = {
  stage: 'choice', status: 'choice', amount: 'money', stage_entered_at: 'datetime', contact_at: 'datetime',
  progress_at: 'datetime', plan: 'text', plan_on: 'date', closed_at: 'datetime', wake_on: 'date',
  outcome: 'choice',
}
const STATUSES = ['open', 'won', 'lost', 'dropped']

function optionsOf(key: string, pipelines: Pipeline[]): Field['options'] {
  if (key === 'stage') return pipelines.flatMap((pipeline) => pipeline.stages)
  if (key === 'outcome') return pipelines.flatMap((pipeline) => pipeline.outcomes)
  if (key === 'status') return STATUSES.map((status) => ({ key: status, label: t(`fields.status.${status}`) }))
  return undefined
}

/** The engine's fields that mean something for records of `table`. */
export function engineFields(table: Table, pipelines: Pipeline[]): Field[] {
  const mine = pipelines.filter((pipeline) => pipeline.table === table.key)
  const kinds = mine.length ? { ...OF_ALL, ...OF_FLOW } : OF_ALL
  return Object.entries(kinds).map(([key, kind]) => ({
    key, kind, label: t(`fields.engine.${key}`), scale: 2, options: optionsOf(key, mine),
  }))
}

const IN_FLOW: Record<string, string> = { stage_entered_at: 'entered_at' }

/** A record's value under a field's or an engine field's key. */
export function valueOf(record: RecordItem, key: string): unknown {
  if (key in record.values) return record.values[key]
  if (key in OF_ALL || key === 'title') return record[key as keyof RecordItem]
  const flow = record.flow as unknown as Record<string, unknown> | null
  return flow?.[IN_FLOW[key] ?? key] ?? null
}
