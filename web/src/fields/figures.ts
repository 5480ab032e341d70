/** Decimal strings, never floats: typed by people, grouped for reading, exact for the server. */

const HALF_WIDTH: Record<string, string> = { '。': '.', '．': '.', '，': ',', '－': '-', '％': '%' }
const TIMES: Record<string, number> = { 万: 4, 亿: 8 }
const MOST_DIGITS = 15

/**
 * A typed figure as a decimal string: "286.4万" is "2864000", "１２，０００" is "12000".
 * Null when nothing was typed, undefined when it is no figure.
 */
export function readFigure(typed: string): string | null | undefined {
  const text = typed
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[。．，－％]/g, (mark) => HALF_WIDTH[mark])
    .replace(/[,\s%]/g, '')
  if (!text) return null
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?([万亿]?)$/.exec(text)
  if (!parts || (!parts[2] && !parts[3])) return undefined
  const shift = TIMES[parts[4]] ?? 0
  const decimals = (parts[3] ?? '').padEnd(shift, '0')
  const whole = (parts[2] + decimals.slice(0, shift)).replace(/^0+(?=\d)/, '') || '0'
  const rest = decimals.slice(shift).replace(/0+$/, '')
  const sign = parts[1] === '-' && /[1-9]/.test(whole + rest) ? '-' : ''
  return sign + whole + (rest ? `.${rest}` : '')
}

/** Groups of three; decimals without their trailing zeros. What is no figure stays as it is. */
export function groupFigure(value: string): string {
  const plain = readFigure(value)
  if (typeof plain !== 'string') return value
  const [whole, rest] = plain.split('.')
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (rest ? `.${rest}` : '')
}

/** Which limit of its column a figure breaks, if any. `scale` is its number of decimals. */
export function figureProblem(value: string, scale: number): 'figure' | 'decimals' | 'digits' | null {
  const plain = readFigure(value)
  if (typeof plain !== 'string') return 'figure'
  const [whole, rest = ''] = plain.replace('-', '').split('.')
  if (rest.length > scale) return 'decimals'
  return whole.length + scale > MOST_DIGITS ? 'digits' : null
}
