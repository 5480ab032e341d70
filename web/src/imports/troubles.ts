/** What the server found wrong with a mapping, by the place where it is mended. */
import type { Trouble } from './types'

/** "tables.0.columns.单位" names a column, "tables.0.key" the first table; a mapping of one table
 * (`single`) leaves "tables.0." out. The rest is of no place. Names of columns hold dots themselves:
 * the longest known name wins. */
export function troublesOf(problems: Trouble[], columns: string[], single: boolean) {
  const byColumn = new Map<string, string[]>()
  const byTable = new Map<string, string[]>()
  const other: string[] = []
  const longest = [...columns].sort((a, b) => b.length - a.length)
  const push = (map: Map<string, string[]>, key: string, text: string) => {
    const all = map.get(key) ?? []
    if (!all.includes(text)) map.set(key, [...all, text])
  }
  for (const { path, message } of problems) {
    const rest = path.replace(/^tables\.\d+\./, '').replace(/^(place|history)\./, '')
    const named = rest.replace(/^(columns|dates)\./, '')
    const column = longest.find((name) => named === name || (rest !== named && named.startsWith(`${name}.`)))
    const table = /^tables\.(\d+)/.exec(path)?.[1] ?? (single && !path.startsWith('create.') ? '0' : undefined)
    if (column !== undefined) push(byColumn, column, message)
    else if (table !== undefined) push(byTable, table, message)
    else if (!other.includes(message)) other.push(message)
  }
  return {
    of: (column: string) => byColumn.get(column) ?? [],
    at: (index: number) => byTable.get(String(index)) ?? [],
    other,
  }
}
