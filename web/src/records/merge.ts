/** What someone is typing over a version of a record. */
export interface Draft {
  version: number
  /** The values of the touched fields when they were first touched. */
  base: Record<string, unknown>
  /** The touched fields as typed. */
  values: Record<string, unknown>
}

/** Fields that were touched here and have changed on the server since. */
export function clashes(draft: Draft, now: Record<string, unknown>): string[] {
  return Object.keys(draft.base).filter((key) => !same(draft.base[key], now[key] ?? null))
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
