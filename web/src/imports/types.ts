/** An import as /api/v1/imports answers it. Rows and columns are counted as the file has them. */
import type { Named } from '@/client/types'

export type Status =
  | 'draft' | 'previewing' | 'previewed' | 'running' | 'done' | 'undoing' | 'undone' | 'failed'

export interface Sheet { name: string; rows: number; columns: number; hidden: boolean }
/** One column in file order. colour: derived from the colours of cells. */
export interface Column { name: string; filled: number; samples: string[]; colour: boolean }

/** How the cells of one column become one field. values: a cell's text -> what it means ("" empty). */
export interface Filling {
  field: string
  values?: Record<string, string>
  lookup?: string | null
  percent?: 'percent' | 'fraction' | null
  unit?: string | null
  year?: number | null
  several?: 'first' | 'refuse' | null
  /** The choice field that the unit behind a number fills. */
  unit_field?: string | null
  /** 约5万 is taken as 5万. */
  approximate?: boolean
  /** The field that keeps what `several` and `approximate` left out. */
  rest?: string | null
}
export interface Standing { stage: string; outcome?: string | null }
/** A column that says where a record stands now. */
export interface Place {
  pipeline?: string | null
  stage: string
  values?: Record<string, Standing>
  entered_at?: string | null
  closed_at?: string | null
  reason?: string | null
  /** Of days written without one. */
  year?: number | null
}
export interface Worded { column: string; values?: Record<string, string> }
/** Columns with the days on which a record entered its stages. */
export interface History {
  pipeline?: string | null
  dates: Record<string, string>
  outcome?: Worded | null
  won_at?: string | null
  closed_at?: string | null
  reason?: Worded | null
  /** Of days written without one. */
  year?: number | null
}
export interface Part {
  table: string
  key?: string | null
  columns: Record<string, Filling>
  constants?: Record<string, string>
  links?: Record<string, string>
  place?: Place | null
  history?: History | null
}
export interface Mapping {
  sheet?: string | null
  header_row?: number | null
  tables: Part[]
  create?: Record<string, boolean>
}

export type Unclear = 'choice' | 'user' | 'region' | 'reference' | 'stage' | 'outcome' | 'reason'
export interface Unmatched {
  column: string
  table: string
  field: string
  kind: Unclear
  value: string
  rows: number
  guess: string | null
  creatable: boolean
}

export interface Trouble { path: string; message: string }
export interface Counted { table: string; created: number; updated: number; unchanged: number }
export interface Refused { row: number; column: string | null; code: string; reason: string }
export interface Sample {
  row: number
  action: 'create' | 'update' | 'unchanged' | 'refuse'
  titles: { table: string; title: string }[]
  /** What the record would show, of its most telling fields. */
  values?: { field: string; label: string; text: string }[]
}
export interface Report {
  read: number
  tables: Counted[]
  refused: number
  refusals: Refused[]
  samples: Sample[]
  replaced: { column: string; cell: string; meaning: string; rows: number }[]
  empty: { column: string; rows: number }[]
  left_out: string[]
  /** What an undo did. kept: records that stay, for `why` (touched, referred, forbidden, …). */
  undone?: { removed: number; restored: number; kept_count: number; kept: Kept[] }
}
export interface Kept { id: string; table: string; title: string; why: string }

/** What every line of the list of imports says. */
export interface ImportBrief {
  id: string
  status: Status
  created_at: string
  by: Named
  file: { name: string; size: number }
  rows: number
  table: string | null
  result: Report | null
}
export interface Import extends ImportBrief {
  sheets: Sheet[]
  sheet: string | null
  header_row: number
  header_found: boolean
  columns: Column[]
  head: string[][]
  mapping: Mapping
  remembered: boolean
  problems: Trouble[]
  unmatched: Unmatched[]
  /** Rows with any unclear cell, each counted once. */
  unmatched_rows: number
  job: string | null
  preview: Report | null
}

export interface Job {
  id: string
  status: 'waiting' | 'running' | 'done' | 'failed'
  progress: { done?: number; total?: number }
  result: Record<string, unknown> | null
  error: { code: string; title?: string } | null
}
