/** Things to choose from, by group, and the search among them. */
export interface Choice { key: string; name: string; hint?: string; also?: string[] }
export interface ChoiceGroup { label?: string; items: Choice[] }

const plain = (text: string) => text.normalize('NFKC').toLowerCase().trim()

/** Items whose name, other name or group has every typed word, those that begin with it first. */
export function matches(groups: ChoiceGroup[], typed: string): ChoiceGroup[] {
  const words = plain(typed).split(/\s+/).filter(Boolean)
  if (!words.length) return groups
  const begins = (one: Choice) => (plain(one.name).startsWith(words[0]) ? 0 : 1)
  return groups.flatMap((group) => {
    const items = group.items.filter((one) => {
      const text = plain([one.name, ...(one.also ?? []), group.label ?? ''].join(' '))
      return words.every((word) => text.includes(word))
    })
    return items.length ? [{ ...group, items: [...items].sort((a, b) => begins(a) - begins(b)) }] : []
  })
}
