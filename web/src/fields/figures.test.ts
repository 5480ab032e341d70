import { describe, expect, it } from 'vitest'
import { figureProblem, groupFigure, readFigure } from './figures'

describe('a typed figure', () => {
  it.each([
    ['18000', '18000'], ['18,000', '18000'], ['１２，０００．５', '12000.5'], ['286.4万', '2864000'],
    ['1.2345678亿', '123456780 '.trim()], ['0012.50', '12.5'], ['.5', '0.5'], ['-0', '0'], ['6.2%', '6.2'],
    ['-3.10', '-3.1'],
  ])('%s is read as %s', (typed, read) => expect(readFigure(typed)).toBe(read))

  it('is nothing when nothing was typed', () => expect(readFigure('  ')).toBeNull())
  it.each(['abc', '1.2.3', '12a', '-', '.'])('%s is no figure', (typed) => expect(readFigure(typed)).toBeUndefined())
})

describe('a figure for reading', () => {
  it.each([
    ['2864000.00', '2,864,000'], ['159.11', '159.11'], ['999', '999'], ['-1234567.5', '-1,234,567.5'],
    ['123456789012345.67', '123,456,789,012,345.67'], ['oops', 'oops'],
  ])('%s is written %s', (value, text) => expect(groupFigure(value)).toBe(text))
})

describe('the limits of a column', () => {
  it('allows fifteen digits at its scale', () => expect(figureProblem('1234567890123.45', 2)).toBeNull())
  it('names too many digits', () => expect(figureProblem('12345678901234', 2)).toBe('digits'))
  it('names too many decimals', () => expect(figureProblem('1.234', 2)).toBe('decimals'))
  it('names what is no figure', () => expect(figureProblem('many', 2)).toBe('figure'))
})
