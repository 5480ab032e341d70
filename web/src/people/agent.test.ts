import { expect, test } from 'vitest'
import { isPhone, nameOf } from './agent'

const EDGE = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36 Edg/131.0'
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0'

test('a browser is called by its own name, not by those it claims', () => {
  expect(nameOf(EDGE)).toBe('Edge · Windows')
  expect(nameOf(IPHONE)).toBe('WeChat · iPhone')
})
test('a program is called as it calls itself', () => {
  expect(nameOf('curl/8.5.0')).toBe('curl/8.5.0')
  expect(nameOf('')).toBe('')
})
test('phones are told from desks', () => {
  expect([isPhone(IPHONE), isPhone(EDGE)]).toEqual([true, false])
})
