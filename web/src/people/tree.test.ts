import { expect, test } from 'vitest'
import { lined } from './tree'

const REGIONS = [
  { id: '3', name: '苏南', parent: '1' }, { id: '1', name: '华东', parent: null },
  { id: '4', name: '高新区', parent: '3' }, { id: '2', name: '华西', parent: null },
]

test('a parent comes before its children, with the line above them', () => {
  expect(lined(REGIONS).map(({ region, depth, line }) => [region.name, depth, line])).toEqual([
    ['华东', 0, ''], ['苏南', 1, '华东'], ['高新区', 2, '华东 / 苏南'], ['华西', 0, ''],
  ])
})
test('a region knows all that is under it', () => {
  expect([...lined(REGIONS)[0].below].sort()).toEqual(['1', '3', '4'])
})
