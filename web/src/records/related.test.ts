import { describe, expect, it } from 'vitest'
import type { Field, Pipeline, RecordItem, Table } from '@/client/types'
import { relationsOf } from './related'

const to = (table: string): Field => ({ key: table, kind: 'reference', label: table, table })
const make = (key: string, ...fields: Field[]): Table => ({ key, label: key, title: 'name', fields })
const tables = [make('customer'), make('contact', to('customer')), make('project', to('customer')), make('party', to('project'), to('customer'))]
const pipelines = [{ key: 'p', table: 'project', card: { subtitle: 'customer' } }] as Pipeline[]
const record = (table: string, values = {}) => ({ id: '1', title: 'R', table, values }) as RecordItem
const told = (of: RecordItem) => relationsOf(of, tables, pipelines).map((one) => `${one.table.key}.${one.field}=${one.target.id}`)

describe('records beside a record', () => {
  it('a customer has contacts, projects and its parts in projects', () =>
    expect(told(record('customer'))).toEqual(['contact.customer=1', 'project.customer=1', 'party.customer=1']))
  it('a project has its parties and the contacts of its customer', () =>
    expect(told(record('project', { customer: { id: '9', title: 'C' } }))).toEqual(['party.project=1', 'contact.customer=9']))
  it('a project without customer has its parties', () =>
    expect(told(record('project', { customer: null }))).toEqual(['party.project=1']))
})
