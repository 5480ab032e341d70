/** Where a record stands in its pipeline, as a mapping says it: by a column (of words or of colours),
 * or by the days on which it entered its stages. */
import type { Pipeline } from '@/client/types'
import type { Column, History, Part, Place } from './types'

export type Mode = 'none' | 'column' | 'colour' | 'dates'
/** What a column may say about the flow, beside "date:STAGE". */
export const BY_COLUMN = ['stage', 'entered_at', 'closed_at', 'reason'] as const
export const BY_DATES = ['outcome', 'won_at', 'closed_at', 'reason'] as const

export const isFlow = (target: string): boolean => target.includes('@') && !target.split('@')[0].includes('.')
const DATE = 'date:'
export const dateOf = (stage: string) => DATE + stage

function pairs(part: Part): [column: string, what: string][] {
  const place = part.place ? BY_COLUMN.map((what) => [part.place![what], what]) : []
  const history = part.history
  const days = history ? Object.entries(history.dates).map(([column, stage]) => [column, dateOf(stage)]) : []
  const rest = history
    ? [[history.outcome?.column, 'outcome'], [history.won_at, 'won_at'], [history.closed_at, 'closed_at'], [history.reason?.column, 'reason']]
    : []
  return [...place, ...days, ...rest].filter((pair): pair is [string, string] => !!pair[0])
}

/** Targets that a column fills; without a column, all of them with their columns. */
export function flowTargets(part: Part): [column: string, target: string][]
export function flowTargets(part: Part, column: string): string[]
export function flowTargets(part: Part, column?: string) {
  const all = pairs(part).map(([name, what]): [string, string] => [name, `${part.table}@${what}`])
  return column === undefined ? all : all.filter(([name]) => name === column).map(([, target]) => target)
}

const pipelineOf = (part: Part, pipelines: Pipeline[]) =>
  pipelines.find((one) => one.table === part.table)?.key ?? null

function asPlace(part: Part, pipelines: Pipeline[]): Place {
  const { closed_at = null, reason = null } = part.history ?? {}
  part.history = null
  part.place ??= { pipeline: pipelineOf(part, pipelines), stage: '', values: {}, closed_at, reason: reason?.column ?? null }
  return part.place
}
function asHistory(part: Part, pipelines: Pipeline[]): History {
  const { closed_at = null, reason = null } = part.place ?? {}
  part.place = null
  part.history ??= { pipeline: pipelineOf(part, pipelines), dates: {}, closed_at, reason: reason ? { column: reason, values: {} } : null }
  return part.history
}

/** Writes into the part: the column says this about the flow. A day of a stage, an outcome or a day
 * of winning turns to days of stages; a stage or a day of entering turns to a column of stages. */
export function fill(part: Part, target: string, column: string, pipelines: Pipeline[]): void {
  const what = target.slice(target.indexOf('@') + 1)
  if (what.startsWith(DATE)) {
    const history = asHistory(part, pipelines)
    delete history.dates[column]
    history.dates[column] = what.slice(DATE.length)
  } else if (what === 'outcome') asHistory(part, pipelines).outcome = { column, values: {} }
  else if (what === 'won_at') asHistory(part, pipelines).won_at = column
  else if (what === 'stage') Object.assign(asPlace(part, pipelines), { stage: column, values: {} })
  else if (what === 'entered_at') asPlace(part, pipelines).entered_at = column
  else if (part.place) part.place[what as 'closed_at' | 'reason'] = column
  else {
    const history = asHistory(part, pipelines)
    if (what === 'reason') history.reason = { column, values: {} }
    else history.closed_at = column
  }
}

/** Takes a flow target away again; the way of saying it goes with its last column. */
export function release(part: Part, target: string): void {
  const what = target.slice(target.indexOf('@') + 1)
  const { place, history } = part
  if (place && what === 'stage') place.stage = ''
  else if (place) place[what as 'entered_at' | 'closed_at' | 'reason'] = null
  else if (history && what.startsWith(DATE)) {
    for (const [column, stage] of Object.entries(history.dates)) if (dateOf(stage) === what) delete history.dates[column]
  } else if (history) history[what as 'outcome' | 'won_at' | 'closed_at' | 'reason'] = null
  if (!pairs(part).length) part.place = part.history = null
}

export function modeOf(part: Part, columns: Column[]): Mode {
  if (part.history) return 'dates'
  if (!part.place) return 'none'
  return columns.find((column) => column.name === part.place!.stage)?.colour ? 'colour' : 'column'
}

/** Turns to another way of saying it; what both know stays. */
export function turn(part: Part, mode: Mode, columns: Column[], pipelines: Pipeline[]): void {
  if (mode === 'none') part.place = part.history = null
  else if (mode === 'dates') asHistory(part, pipelines)
  else {
    const place = asPlace(part, pipelines)
    const coloured = columns.filter((column) => column.colour)
    const fits = coloured.some((column) => column.name === place.stage) === (mode === 'colour')
    if (!fits || !place.stage) Object.assign(place, { stage: mode === 'colour' ? coloured[0]?.name ?? '' : '', values: {} })
  }
}
