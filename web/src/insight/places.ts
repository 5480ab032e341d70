/** Regions as chips: the viewer's part of the tree. */
import type { Region } from '@/client/types'

/** The regions at and below `from` (null: all of them), each after its parent, with its depth. */
export function below(regions: Region[], from: string | null): { region: Region; depth: number }[] {
  const known = new Set(regions.map((one) => one.id))
  const of = (parent: string | null, depth: number): { region: Region; depth: number }[] => regions
    .filter((one) => (one.parent && known.has(one.parent) ? one.parent : null) === parent)
    .flatMap((region) => [{ region, depth }, ...of(region.id, depth + 1)])
  const top = regions.find((one) => one.id === from)
  return top ? [{ region: top, depth: 0 }, ...of(top.id, 1)] : of(null, 0)
}

/** Those to choose between: the first level that has more than one region; none where nothing does. */
export function choices(regions: Region[], from: string | null): Region[] {
  const tree = below(regions, from)
  const deepest = Math.max(0, ...tree.map((one) => one.depth))
  for (let depth = 0; depth <= deepest; depth++) {
    const level = tree.filter((one) => one.depth === depth).map((one) => one.region)
    if (level.length > 1) return level
  }
  return []
}
