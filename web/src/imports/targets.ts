/** What a column may fill, as choices by table, and the words for it. */
import type { Pipeline, Table } from '@/client/types'
import { t } from '@/app/i18n'
import { pick } from '@/kit/language'
import type { Choice, ChoiceGroup } from './choices'
import { fieldIn, fieldsFor } from './fields'
import { dateOf, isFlow } from './flow'
import { columnOf, fieldTarget, split, type Target } from './mapping'
import type { Mapping } from './types'

export interface World { tables: Table[]; pipelines: Pipeline[]; mayMigrate: boolean }

const FLOW_WORDS = ['stage', 'entered_at', 'outcome', 'won_at', 'closed_at', 'reason']

function flowChoices(table: Table, pipeline: Pipeline): Choice[] {
  const key = (what: string) => `${table.key}@${what}`
  return [
    ...FLOW_WORDS.slice(0, 2).map((what) => ({ key: key(what), name: t(`imports.flow.${what}`) })),
    ...pipeline.stages.map((stage) => ({ key: key(dateOf(stage.key)), name: t('imports.flow.date', { stage: pick(stage.label) }) })),
    ...FLOW_WORDS.slice(2).map((what) => ({ key: key(what), name: t(`imports.flow.${what}`) })),
  ]
}

/** Tables of the mapping first, in its order; a taken field says by which column. */
export function targetChoices(world: World, mapping: Mapping): ChoiceGroup[] {
  const used = mapping.tables.map((part) => part.table)
  const rank = (table: Table) => (used.includes(table.key) ? used.indexOf(table.key) : used.length)
  const hint = (target: Target) => {
    const column = columnOf(mapping, target)
    return column === undefined ? undefined : t('imports.columns.taken', { column })
  }
  return [...world.tables].sort((a, b) => rank(a) - rank(b)).flatMap((table) => {
    const label = pick(table.label)
    const fields = fieldsFor(table).map((field) => {
      const key = fieldTarget(table.key, field.key)
      return { key, name: pick(field.label), hint: hint(key), also: [field.key, ...Object.values(typeof field.label === 'string' ? {} : field.label ?? {})] }
    })
    const pipeline = world.mayMigrate ? world.pipelines.find((one) => one.table === table.key) : undefined
    const flow = pipeline ? flowChoices(table, pipeline).map((one) => ({ ...one, hint: hint(one.key) })) : []
    return [{ label, items: fields }, ...(flow.length ? [{ label: t('imports.flow.group', { table: label }), items: flow }] : [])]
  })
}

/** 客户 · 单位名称; 项目 · 进入“线索登记”的日期. */
export function targetWord(world: World, target: Target): string {
  const [key, what] = split(target)
  const table = world.tables.find((one) => one.key === key)
  const name = pick(table?.label) || key
  if (!isFlow(target)) return `${name} · ${pick(fieldIn(table, what)?.label) || what}`
  if (!what.startsWith('date:')) return `${name} · ${t(`imports.flow.${what}`)}`
  const stages = world.pipelines.filter((one) => one.table === key).flatMap((one) => one.stages)
  const stage = stages.find((one) => dateOf(one.key) === what)
  return t('imports.flow.day_of', { stage: pick(stage?.label) || what })
}
