/** The server's refusals (RFC 9457) and the silence of a network, as errors that a screen can read. */

export interface FieldError { field: string; code: string; message: string }

export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly body: Record<string, unknown>

  constructor(status: number, body: Record<string, unknown>) {
    super(String(body.detail ?? body.title ?? status))
    this.status = status
    this.code = String(body.code ?? 'error')
    this.body = body
  }

  /** Messages by field, of a refused form. */
  get fields(): Record<string, string> {
    const errors = (this.body.errors ?? []) as FieldError[]
    return Object.fromEntries(errors.map((error) => [error.field, error.message]))
  }
}

/** No answer came: offline, or the server is away. Nothing is known of the request's fate. */
export class NoAnswer extends Error {}

export function isProblem(error: unknown, code?: string): error is Problem {
  return error instanceof Problem && (code === undefined || error.code === code)
}
