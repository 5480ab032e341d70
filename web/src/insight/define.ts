/** The way from any head of a column to the drawer of definitions. */
import { inject, provide, type InjectionKey } from 'vue'
import type { Defined } from './definitions'

type Define = (key: Defined) => void
const DEFINE: InjectionKey<{ define: Define; small: () => number }> = Symbol('define')

export const provideDefinitions = (define: Define, small: () => number) => provide(DEFINE, { define, small })
export const useDefinitions = () => inject(DEFINE, { define: () => undefined, small: () => 0 })
