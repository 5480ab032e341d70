/** Holds types.ts to the server's OpenAPI, which leaves mapping and reports open. Types only. */
import type { Fits, Held } from '@/client/contract'
import type { components } from '@/client/openapi'
import type * as screen from './types'

type Server = components['schemas']
type Open = 'mapping' | 'preview' | 'result'

export type Contract = Held<[
  Fits<Omit<Server['ImportAnswer'], Open>, Omit<screen.Import, Open>>,
  Fits<Server['ImportAnswer']['columns'][number], screen.Column>,
  Fits<Server['ImportAnswer']['unmatched'][number], screen.Unmatched>,
  Fits<Omit<Server['ImportsAnswer']['items'][number], 'result'>, Omit<screen.ImportBrief, 'result'>>,
]>
