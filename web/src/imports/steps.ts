/** The steps of an import, and which of them it waits at. */
import type { Import, ImportBrief, Status } from './types'

export const STEPS = ['file', 'header', 'columns', 'values', 'preview', 'result'] as const
export type Step = (typeof STEPS)[number]

const AFTER: Status[] = ['running', 'done', 'undoing', 'undone']
/** It has begun to write: what was said about the file can no longer be changed. */
export const isOver = (one: Pick<ImportBrief, 'status' | 'result'>): boolean =>
  AFTER.includes(one.status) || (one.status === 'failed' && one.result !== null)
export const isBusy = (status: Status): boolean => ['previewing', 'running', 'undoing'].includes(status)
/** Still waits for a person. */
export const isOpen = (one: Pick<ImportBrief, 'status' | 'result'>): boolean =>
  ['draft', 'previewing', 'previewed'].includes(one.status) || (one.status === 'failed' && one.result === null)

/** Where to go on: where nothing needs a look, the step is passed over. A header like one of an
 * earlier file needs none, nor does its mapping. */
export function nextStep(one: Import): Step {
  if (isOver(one)) return 'result'
  if (one.status === 'previewed' || one.status === 'previewing') return 'preview'
  const visible = one.sheets.filter((sheet) => !sheet.hidden && sheet.rows > 0)
  if (!one.remembered && (!one.header_found || visible.length > 1)) return 'header'
  if (!one.remembered || one.problems.length) return 'columns'
  return one.unmatched.length ? 'values' : 'preview'
}

/** Whether a step can be looked at: before the run all of them but the last, after it only that. */
export function isReachable(step: Step, one: Import): boolean {
  if (step === 'file') return true
  if (isOver(one)) return step === 'result'
  if (step === 'result') return false
  return step !== 'preview' || (one.problems.length === 0 && one.columns.length > 0)
}

export function stepOf(word: unknown, one: Import): Step {
  const asked = STEPS.find((step) => step === word)
  return asked && asked !== 'file' && isReachable(asked, one) ? asked : nextStep(one)
}
