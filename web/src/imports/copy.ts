/** A copy of what came as JSON; structuredClone refuses what Vue watches. */
export const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
