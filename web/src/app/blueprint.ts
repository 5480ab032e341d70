/** The live blueprint as this viewer may see it: tables, fields, pipelines, and his rights. */
import { defineStore } from 'pinia'
import { api } from '@/client/http'
import { currency } from '@/kit/money'
import { zone } from '@/kit/time'
import type { Blueprint, Field, FieldAccess, Pipeline, Scope, Table } from '@/client/types'

export const useBlueprint = defineStore('blueprint', {
  state: () => ({ live: null as Blueprint | null, loading: null as Promise<void> | null }),
  getters: {
    tables: (state): Table[] => state.live?.document.tables ?? [],
    pipelines: (state): Pipeline[] => state.live?.document.pipelines ?? [],
    zone: (state): string | undefined => state.live?.document.settings?.zone,
  },
  actions: {
    /** Fetches once; `again` after a publish. */
    async load(again = false) {
      if (this.live && !again) return
      this.loading ??= api.get<Blueprint>('/blueprint').then((live) => {
        this.live = live
        zone.value = live.document.settings?.zone ?? zone.value
        currency.value = live.document.settings?.currency ?? currency.value
      }).finally(() => { this.loading = null })
      await this.loading
    },
    table(key: string): Table | undefined {
      return this.tables.find((table) => table.key === key)
    },
    field(table: string, key: string): Field | undefined {
      return this.table(table)?.fields.find((field) => field.key === key)
    },
    pipeline(key: string): Pipeline | undefined {
      return this.pipelines.find((pipeline) => pipeline.key === key)
    },
    scope(table: string, verb: string): Scope {
      const right = this.live?.rights[table]?.[verb]
      return typeof right === 'string' ? right : 'none'
    },
    mayCreate(table: string): boolean {
      return this.live?.rights[table]?.create === true
    },
    access(table: string, field: string): FieldAccess {
      return this.live?.fields[table]?.[field] ?? 'hidden'
    },
    mayReveal(table: string, field: string): boolean {
      return this.live?.reveals[table]?.includes(field) ?? false
    },
    forget() {
      this.live = null
    },
  },
})
