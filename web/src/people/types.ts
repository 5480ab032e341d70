/** People, devices, tokens and roles, as the administrator's screens use them. */
import type { FieldAccess, Named, Scope } from '@/client/types'

export interface UserRow extends Named {
  email: string | null
  phone: string | null
  roles: string[]
  region: Named | null
  supervisor: Named | null
  language: string
  active: boolean
  started_on: string | null
  left_on: string | null
  seen_at: string | null
}
export interface UserWhole extends UserRow { open: { records: number; tasks: number } }
export interface Device { id: string; agent: string; started_at: string; seen_at: string; mine: boolean }
export interface Token { id: string; label: string; created_at: string; last_used_at: string | null }

export interface RoleField {
  key: string
  label: string
  access: FieldAccess
  differs: boolean
  export: boolean
  reveal: boolean
}
export interface RoleTable {
  key: string
  label: string
  create: boolean
  piped: boolean
  scopes: Record<string, Scope>
  fields: RoleField[]
}
export interface RoleRights { key: string; label: string; people: number; abilities: string[]; tables: RoleTable[] }
