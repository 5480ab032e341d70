/** The JSON of /api/v1, as the screens use it. Ids are opaque strings, money a decimal string. */

export type Language = 'zh-CN' | 'en'
export type Label = string | Partial<Record<Language, string>>

export interface Named { id: string; name: string }
export interface Page<T> { items: T[]; next: string | null }

export interface Viewer extends Named {
  email: string | null
  phone: string | null
  language: Language
  region: Named | null
  roles: { key: string; label: Label }[]
}

export interface Session {
  user: Viewer | null
  /** The administrator who sees the product as `user` does and may change nothing. */
  viewing_by: Named | null
  abilities: string[]
  company: Label
  revision: number | null
  csrf: string
  setup_needed: boolean
  languages: Language[]
}

export interface Person extends Named {
  region: Named | null
  roles: string[]
  active: boolean
}
export interface Region { id: string; name: string; parent: string | null }

// ---- blueprint ----

export type FieldKind =
  | 'text' | 'long_text' | 'phone' | 'email' | 'url' | 'number' | 'percent' | 'money' | 'date'
  | 'datetime' | 'choice' | 'choices' | 'yes_no' | 'address' | 'user' | 'region' | 'reference'
  | 'attachment' | 'auto_number' | 'formula' | 'rollup'

export interface Option { key: string; label: Label }

/** One field of a table. What a kind adds (options, table, scale, …) is optional here. */
export interface Field {
  key: string
  kind: FieldKind
  label: Label
  required?: boolean
  help?: Label | null
  unique?: boolean
  max_length?: number
  scale?: number
  unit?: Label | null
  options?: Option[]
  table?: string
  result?: 'number' | 'money' | 'percent' | 'text' | 'date'
}

export interface Section {
  key: string
  label: Label
  fields: string[]
  columns?: number
  visible_if?: Condition | null
}
export interface Layout { sections: Section[]; list?: string[]; side?: string[] }
export interface View {
  key: string
  label: Label
  filter?: Condition | null
  sort?: string[]
  columns?: string[]
}
export interface DuplicateRule {
  key: string
  fields: string[]
  match: 'company' | 'similar' | 'phone' | 'same'
  level: 'block' | 'warn'
}
export interface Table {
  key: string
  label: Label
  title: string
  fields: Field[]
  layout?: Layout
  views?: View[]
  duplicates?: DuplicateRule[]
}
export interface Stage {
  key: string
  label: Label
  expected_days?: number | null
  contact_days?: number | null
  /** What a project must have to go on; `field` where an item asks for one to be filled. */
  gate?: { key: string; kind: string; field?: string }[]
  sticking_points?: Option[]
}
export type OutcomeKind = 'won' | 'lost' | 'dropped'
export type Asked = 'required' | 'optional'
export interface Outcome {
  key: string
  kind: OutcomeKind
  label: Label
  reasons?: Option[]
  asks?: Partial<Record<'reason' | 'competitor' | 'note', Asked | null>>
  wakes?: boolean
}
export interface Intake {
  fields: string[]
  /** "contact.customer": "customer": what a new record takes over from the form's own. */
  carry?: Record<string, string>
}
export interface Pipeline {
  key: string
  label: Label
  table: string
  order: 'fixed' | 'free'
  amount?: string | null
  due?: string | null
  card?: { subtitle?: string | null } | null
  intake?: Intake | null
  stages: Stage[]
  outcomes: Outcome[]
}
export interface Document {
  name: Label
  tables: Table[]
  pipelines: Pipeline[]
  roles?: { key: string; label: Label }[]
  document_types?: { key: string; label: Label; photo?: boolean }[]
  settings?: { zone?: string; currency?: string }
}
export type Scope = 'none' | 'own' | 'involved' | 'team' | 'region' | 'all'
export type FieldAccess = 'hidden' | 'masked' | 'read' | 'edit'
export interface Blueprint {
  revision: number
  document: Document
  rights: Record<string, Record<string, Scope | boolean>>
  fields: Record<string, Record<string, FieldAccess>>
  /** Masked fields whose full values may be asked for one by one, by table. */
  reveals: Record<string, string[]>
  abilities: string[]
}

// ---- conditions ----

export type Operator =
  | '=' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not_in' | 'contains' | 'starts_with' | 'empty'
  | 'not_empty'
export interface Comparison { field: string; op: Operator; value?: unknown }
export type Condition =
  | { all: Condition[] } | { any: Condition[] } | { not: Condition } | Comparison

// ---- records ----

export type Dwell = 'green' | 'amber' | 'red'
export type Status = 'open' | 'won' | 'lost' | 'dropped'

export interface FlowState {
  pipeline: string
  stage: string
  status: Status
  outcome: string | null
  entered_at: string
  days: number
  dwell: Dwell
  amount: string | null
  plan: string | null
  plan_on: string | null
  overdue_days: number | null
  contact_at: string | null
  progress_at: string | null
  wake_on: string | null
  closed_at: string | null
}

export type Verb =
  | 'edit' | 'delete' | 'assign' | 'move' | 'override' | 'skip' | 'close' | 'reopen' | 'log' | 'tick'

export interface RecordItem {
  id: string
  table: string
  title: string
  version: number
  owner: Named | null
  region: Named | null
  created_at: string
  updated_at: string
  created_by: Named | null
  deleted_at: string | null
  values: Record<string, unknown>
  may: Record<Verb, boolean>
  flow: FlowState | null
}

// ---- flow ----

export type How =
  | { action: 'field'; field: string }
  | { action: 'activity'; kinds: ActivityKind[] }
  | { action: 'upload'; document: string; accept: string[]; max_mb: number }
  | { action: 'act'; needs: 'none' | 'note' | 'file' | 'photo' | 'note_or_file' }
  | { action: 'tick'; document: string; standing: 'approved' | 'sent' | 'signed'; allowed: boolean }
  | { action: 'explain' }

export interface GateItem {
  key: string
  kind: 'field' | 'activity' | 'document' | 'action' | 'approved' | 'sent' | 'signed' | 'condition'
  stage: string
  label: Label
  met: boolean
  by: Named | null
  at: string | null
  note: string | null
  how: How
}
export interface Gate {
  stage: string
  next: Option | null
  done: number
  total: number
  items: GateItem[]
}
export interface PathStep {
  stage: string
  label: Label
  state: 'done' | 'now' | 'todo' | 'skipped'
  days: number | null
  expected_days: number | null
  slow: boolean
}
export interface Target { stage: string; label: Label; kind: 'forward' | 'back' | 'skip' }
export interface Playbook { say: Label[]; quote?: { text: Label; label?: Label } | null }
export interface Flow {
  path: PathStep[]
  gate: Gate | null
  targets: Target[]
  outcomes: Outcome[]
  playbook: Playbook | null
  sticking_points: { key: string; label: Label; side: 'ours' | 'customer' | 'outside' }[]
}

export type ActivityKind = 'call' | 'visit' | 'wechat' | 'meeting' | 'note'

export interface Task {
  id: string
  label: Label
  record: { id: string; title: string; table: string }
  stage_label: Label | null
  due_at: string | null
  late: boolean
  assignee: Named | null
  status: 'open' | 'done' | 'cancelled'
  gate_item: string | null
}

// ---- boards ----

export interface Card {
  id: string
  version: number
  title: string
  subtitle: string | null
  amount: string | null
  stage: string
  entered_at: string
  days: number
  dwell: Dwell
  overdue_days: number | null
  gate: { done: number; total: number }
  next: { text: string; on: string | null; late: boolean } | null
  owner: Named | null
}
export interface Head { stage: string; count: number; amount: string | null; mean_age_days: number | null }
export interface Column extends Head {
  label: Label
  expected_days: number | null
  asks: Label[]
  cards: Card[]
  next: string | null
}
export interface Board {
  pipeline: string
  label: Label
  columns: Column[]
  /** amount: null where the viewer may not read it. */
  total: { count: number; amount: string | null }
}
export type Quick = 'mine' | 'overdue' | 'closing' | 'large' | 'silent'
/** null: the pipeline does not define this filter. */
export type Chips = Record<Quick, number | null>
export interface BoardName { key: string; label: Label; table: string }

export interface Change { table: string; id: string; version: number | null; gone: boolean }
export interface Found { id: string; table: string; table_label: Label; title: string; subtitle: string | null }

// ---- exports ----

/** about: the list in words, its table first. */
export interface ExportPreview { rows: number; columns: Option[]; left_out: string[]; about: string[] }
export interface ExportItem {
  id: string
  job: string | null
  table: string
  table_label: string
  format: 'xlsx' | 'csv'
  status: 'waiting' | 'running' | 'done' | 'failed'
  progress: { done: number; total: number } | null
  rows: number | null
  size: number | null
  name: string
  created_at: string
  kept_until: string
  error: { code: string; title: string } | null
}
