/** A record that may be the same as the one being written, as the server tells of it. */
import type { DuplicateRule } from '@/client/types'

export interface Match {
  level: 'block' | 'warn'
  rule: string
  fields: string[]
  why: string
  table: string
  id: string | null
  title: string | null
  owner: { name: string } | null
  created_on: string
  /** Out of my sight: only its owner and its day are told. */
  seen: boolean
}

/** The fields that a rule looks at. */
export function watched(rules: DuplicateRule[]): string[] {
  return [...new Set(rules.flatMap((rule) => rule.fields))]
}

/** Under which of the fields on the form a match is told: the last one it was found by. */
export function placeOf(match: Match, onForm: string[]): string | undefined {
  return [...match.fields].reverse().find((key) => onForm.includes(key))
}

/** What stands in the way and what does not, each by the field it is told under. */
export function byField(matches: Match[], onForm: string[]): Record<string, Match[]> {
  const found: Record<string, Match[]> = {}
  for (const match of matches) {
    const place = placeOf(match, onForm)
    if (place) (found[place] ??= []).push(match)
  }
  return found
}
