/** What a list of records shows, and how it is sorted. */
import type { Field, Pipeline, Table, View } from '@/client/types'
import { engineFields } from '@/fields/engine'

const FEW = 6
const UNSORTED = ['choices', 'attachment', 'long_text']

/** Every field of a table that this viewer may read, the engine's among them. */
export function readable(table: Table, pipelines: Pipeline[]): Field[] {
  return [...table.fields, ...engineFields(table, pipelines)]
}

/** The columns after the title: of the view, else of the layout, else the first few fields. */
export function columnsOf(table: Table, pipelines: Pipeline[], view?: View): Field[] {
  const all = readable(table, pipelines)
  const wanted = view?.columns?.length ? view.columns : table.layout?.list?.length ? table.layout.list : null
  const keys = wanted ?? table.fields.slice(0, FEW).map((field) => field.key)
  return keys
    .filter((key) => key !== 'title' && key !== table.title)
    .flatMap((key) => all.find((field) => field.key === key) ?? [])
}

export function isSortable(field: Field): boolean {
  return !UNSORTED.includes(field.kind)
}

/** The sort after one more press on a head: up, down, none. */
export function nextSort(sort: string | null, key: string): string | null {
  if (sort === key) return `-${key}`
  return sort === `-${key}` ? null : key
}
