/** The browser's judge of the one condition language (see src/zhudan/kit/conditions.py, whose
 * rules these are). It only draws: a section that is shown or not. The server judges again. */
import type { Condition, Comparison, FieldKind } from '@/client/types'

const MAX_DEPTH = 12

export interface Sight {
  /** Today in the organisation's zone, as YYYY-MM-DD. */
  today: string
  me: string | null
  zone: string
}

/** The kind of each field, since JSON writes a number and a date as text; absent means text. */
export type Kinds = Record<string, FieldKind | undefined>

export function judge(condition: Condition, values: Record<string, unknown>, sight: Sight, kinds: Kinds): boolean {
  return judgeNode(condition, values, sight, kinds, MAX_DEPTH)
}

function judgeNode(node: Condition, values: Record<string, unknown>, sight: Sight, kinds: Kinds, depth: number): boolean {
  if (depth === 0) throw new Error('condition_too_deep')
  const below = (child: Condition) => judgeNode(child, values, sight, kinds, depth - 1)
  if ('all' in node) return node.all.every(below)
  if ('any' in node) return node.any.some(below)
  if ('not' in node) return !below(node.not)
  return compare(node, plain(values[node.field]), sight, kinds[node.field])
}

/** A value without its company: the id of a person or record, the text of an address. */
function plain(value: unknown): unknown {
  if (value && typeof value === 'object' && !Array.isArray(value)) {
    const box = value as Record<string, unknown>
    return 'id' in box ? box.id : box.text
  }
  return value
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

function compare(node: Comparison, value: unknown, sight: Sight, kind: FieldKind | undefined): boolean {
  if (node.op === 'empty' || node.op === 'not_empty') return isEmpty(value) === (node.op === 'empty')
  if (isEmpty(value)) return false
  if (node.op === 'in' || node.op === 'not_in') {
    const list = Array.isArray(node.value) ? node.value : []
    return list.some((one) => compareOne(value, '=', one, sight, kind)) === (node.op === 'in')
  }
  return compareOne(value, node.op, node.value, sight, kind)
}

function compareOne(value: unknown, op: string, wanted: unknown, sight: Sight, kind: FieldKind | undefined): boolean {
  if (Array.isArray(value)) return op === 'contains' && value.includes(wanted)
  if (typeof value === 'boolean') return typeof wanted === 'boolean' && byOrder(Number(value) - Number(wanted), op)
  switch (kind) {
    case 'number': case 'percent': case 'money': case 'rollup':
      return isNumber(value) && isNumber(wanted) && byOrder(compareDecimals(String(value), String(wanted)), op)
    case 'date':
      return byText(String(value), day(wanted, sight), op)
    case 'datetime':
      return compareMoments(String(value), wanted, op, sight)
    case 'user': case 'region': case 'reference':
      return byId(String(value), op, wanted, sight)
    default:
      return typeof value === 'number' ? isNumber(wanted) && byOrder(compareDecimals(String(value), String(wanted)), op)
        : compareText(String(value), op, wanted)
  }
}

function byOrder(order: number, op: string): boolean {
  switch (op) {
    case '=': return order === 0
    case '!=': return order !== 0
    case '<': return order < 0
    case '<=': return order <= 0
    case '>': return order > 0
    case '>=': return order >= 0
    default: return false
  }
}

function byText(value: string, wanted: string | null, op: string): boolean {
  return wanted !== null && byOrder(value < wanted ? -1 : value > wanted ? 1 : 0, op)
}

function byId(value: string, op: string, wanted: unknown, sight: Sight): boolean {
  const me = wanted !== null && typeof wanted === 'object' && (wanted as { me?: unknown }).me === true
  const id = me ? sight.me : plain(wanted)
  if (id === null || id === undefined) return false
  return op === '=' ? value === String(id) : op === '!=' && value !== String(id)
}

/** A-Z become a-z and nothing else changes, as both databases do it. */
function fold(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

function compareText(value: string, op: string, wanted: unknown): boolean {
  if (typeof wanted !== 'string') return false
  if (op === 'contains') return fold(value).includes(fold(wanted))
  if (op === 'starts_with') return fold(value).startsWith(fold(wanted))
  return op === '=' ? value === wanted : op === '!=' && value !== wanted
}

function isNumber(value: unknown): boolean {
  return (typeof value === 'number' || typeof value === 'string') && /^-?\d+(\.\d+)?$/.test(String(value))
}

/** Exact: amounts of 15 digits do not survive as floating point. */
function compareDecimals(a: string, b: string): number {
  const places = Math.max(fraction(a).length, fraction(b).length)
  const order = scaled(a, places) - scaled(b, places)
  return order < 0n ? -1 : order > 0n ? 1 : 0
}
const fraction = (text: string) => text.split('.')[1] ?? ''
function scaled(text: string, places: number): bigint {
  return BigInt(text.split('.')[0].replace('-', '') + fraction(text).padEnd(places, '0')) * (text.startsWith('-') ? -1n : 1n)
}

/** The calendar day that a condition names, or null. */
function day(wanted: unknown, sight: Sight): string | null {
  if (typeof wanted === 'string') return /^\d{4}-\d\d-\d\d$/.test(wanted) ? wanted : null
  const days = (wanted as { today?: unknown } | null)?.today
  if (typeof days !== 'number') return null
  const date = new Date(`${sight.today}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

function compareMoments(value: string, wanted: unknown, op: string, sight: Sight): boolean {
  if (typeof wanted === 'string' && wanted.includes('T')) return byOrder(Date.parse(value) - Date.parse(wanted), op)
  const local = new Intl.DateTimeFormat('en-CA', { timeZone: sight.zone }).format(new Date(value))
  return byText(local, day(wanted, sight), op)
}
