import { expect, it } from 'vitest'
import { below, choices } from './places'

const region = (id: string, parent: string | null) => ({ id, name: id, parent })
const COMPANY = [region('all', null), region('east', 'all'), region('south', 'all'), region('su', 'east'), region('hang', 'east')]
const ids = (regions: { id: string }[]) => regions.map((one) => one.id)

it('a single root is not offered: its parts are', () => expect(ids(choices(COMPANY, null))).toEqual(['east', 'south']))
it('whoever sees a region chooses between its parts', () => expect(ids(choices(COMPANY, 'east'))).toEqual(['su', 'hang']))
it('one region alone is no choice', () => {
  expect(choices(COMPANY, 'south')).toEqual([])
  expect(choices([], null)).toEqual([])
})
it('the tree comes parent first', () => expect(below(COMPANY, null).map((one) => `${one.depth}${one.region.id}`)).toEqual(['0all', '1east', '2su', '2hang', '1south']))
