/** Regions in the order of their tree, each parent before its children. */
import type { Region } from '@/client/types'

export interface Lined { region: Region; depth: number; line: string; below: Set<string> }

/** line: the names above, "华东 / 苏南". below: ids of the region itself and of all under it. */
export function lined(regions: Region[]): Lined[] {
  const known = new Set(regions.map((one) => one.id))
  const found: Lined[] = []
  const walk = (parent: string | null, depth: number, line: string): Set<string> => {
    const ids = new Set<string>()
    for (const region of regions.filter((one) => (known.has(one.parent ?? '') ? one.parent : null) === parent)) {
      const here: Lined = { region, depth, line, below: new Set([region.id]) }
      found.push(here)
      const under = walk(region.id, depth + 1, line ? `${line} / ${region.name}` : region.name)
      under.forEach((id) => here.below.add(id))
      here.below.forEach((id) => ids.add(id))
    }
    return ids
  }
  walk(null, 0, '')
  return found
}
