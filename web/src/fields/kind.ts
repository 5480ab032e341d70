/** What a field kind is to the screens: how it is typed, shown, compared and sent. */
import type { Component } from 'vue'
import type { Field, Operator } from '@/client/types'

/** Props of every kind's input. `modelValue` has the shape the server answers with. */
export interface InputProps {
  field: Field
  modelValue: unknown
  /** id of the control, for a label's `for`; without it the field's label names the control. */
  inputId?: string
  name: string
  invalid?: boolean
  compact?: boolean
  describedBy?: string
}

export interface ValueProps {
  field: Field
  value: unknown
}

/** What is wrong with a value, as a key under `fields.wrong` and its parameters. */
export interface Wrong {
  key: string
  params?: Record<string, unknown>
}

export interface Kind {
  /** null where only the server writes the value. */
  input: Component | null
  value: Component
  /** Fixed props for the input or the value, where kinds share a component. */
  attrs?: Record<string, unknown>
  /** Comparisons a person may choose from in a filter. */
  operators: Operator[]
  /** Figures stand at the right of a table. */
  figure?: boolean
  /** Too wide for one line beside its name. */
  wide?: boolean
  /** The value as the server takes it; by default as it is. */
  sent?: (value: unknown) => unknown
  wrong?: (value: unknown, field: Field) => Wrong | null
}

export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  return Array.isArray(value) && value.length === 0
}
