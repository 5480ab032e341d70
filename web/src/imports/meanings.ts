/** What a cell may be said to mean, by the kind of its field: from a short list, or searched for. */
import { api } from '@/client/http'
import type { Field, Label, Named, Outcome as OutcomeOf, Page, Person, Pipeline, RecordItem, Region, Table } from '@/client/types'
import { fieldIn } from './fields'
import { t } from '@/app/i18n'
import { pick } from '@/kit/language'
import type { Choice, ChoiceGroup } from './choices'
import type { Standing } from './types'
import type { Group, Meaning } from './values'

const SHOWN = 20

const words = (label: Label | undefined): string[] => (label && typeof label !== 'string' ? Object.values(label) : [])
const choice = ({ key, label }: { key: string; label: Label }, more: Partial<Choice> = {}): Choice =>
  ({ key, name: pick(label), also: [key, ...words(label)], ...more })

/** Options of a choice; null for fields of other kinds. The words are what the importer reads. */
export function choicesFor(field: Field): ChoiceGroup[] | null {
  if (field.kind !== 'choice' && field.kind !== 'choices') return null
  return [{ items: (field.options ?? []).map((option) => choice(option)) }]
}

/** A search whose keys are words as a cell would have them; null where there is nothing to search. */
export function searchFor(field: Pick<Field, 'kind' | 'table'>): ((text: string) => Promise<Choice[]>) | null {
  if (field.kind === 'user') return async (q) => people((await api.get<Page<Person>>('/people', { q })).items)
  if (field.kind === 'region') return async (q) => (await regions()).filter((one) => one.name.includes(q))
  if (field.kind === 'reference' && field.table) {
    return async (q) => {
      const page = await api.get<Page<RecordItem>>(`/tables/${field.table}/records`, { q, limit: SHOWN })
      return unique(page.items.map(({ title }) => ({ key: title, name: title })))
    }
  }
  return null
}
const people = (all: Person[]) =>
  unique(all.filter((one) => one.active).map(({ name, region }) => ({ key: name, name, hint: region?.name })))

let known: Promise<Choice[]> | null = null
function regions(): Promise<Choice[]> {
  known ??= api.get<Page<Region>>('/regions')
    .then((page) => unique(page.items.map((one: Named) => ({ key: one.name, name: one.name }))))
    .finally(() => { known = null })
  return known
}
function unique(all: Choice[]): Choice[] {
  return all.filter((one, n) => all.findIndex((other) => other.key === one.key) === n)
}

/** `from`: the stages an outcome ends; none: any. */
type Outcome = OutcomeOf & { from?: string[] }
const SEP = '|'
/** Where a record may stand: in each stage, or out of the pipeline by an outcome from a stage. Of a
 * won one the stage is known, of another somebody must say how far it had come. */
export function standings(pipeline: Pipeline): ChoiceGroup[] {
  const stages = pipeline.stages
  const from = (outcome: Outcome) => {
    const allowed = outcome.from?.length ? stages.filter((stage) => outcome.from!.includes(stage.key)) : stages
    return outcome.kind === 'won' ? allowed.slice(-1) : [...allowed].reverse()
  }
  return [
    { label: t('imports.values.kind.stage'), items: stages.map((stage) => choice(stage, { hint: t('imports.values.open_stage') })) },
    {
      label: t('imports.values.kind.outcome'),
      items: pipeline.outcomes.flatMap((outcome) => from(outcome).map((stage) => choice(outcome, {
        key: `${stage.key}${SEP}${outcome.key}`, hint: outcome.kind === 'won' ? undefined : t('imports.values.ended_in', { stage: pick(stage.label) }),
      }))),
    },
  ]
}
export function standingOf(key: string): Standing {
  const [stage, outcome] = key.split(SEP)
  return outcome ? { stage, outcome } : { stage }
}
export const standingKey = (standing: Standing): string =>
  (standing.outcome ? `${standing.stage}${SEP}${standing.outcome}` : standing.stage)

export const outcomesOf = (pipeline: Pipeline): ChoiceGroup[] =>
  [{ items: pipeline.outcomes.map((outcome) => choice(outcome)) }]
/** Reasons, by the outcome they belong to. */
export const reasonsOf = (pipeline: Pipeline): ChoiceGroup[] =>
  pipeline.outcomes.filter((outcome) => outcome.reasons?.length)
    .map((outcome) => ({ label: pick(outcome.label), items: outcome.reasons!.map((reason) => choice(reason)) }))

interface World { tables: Table[]; pipelines: Pipeline[] }

/** What the cells of a group may be chosen from; undefined where it must be searched for. */
export function groupChoices(group: Pick<Group, 'kind' | 'table' | 'field'>, world: World): ChoiceGroup[] | undefined {
  const pipeline = world.pipelines.find((one) => one.table === group.table)
  if (group.kind === 'stage') return pipeline ? standings(pipeline) : []
  if (group.kind === 'outcome') return pipeline ? outcomesOf(pipeline) : []
  if (group.kind === 'reason') return pipeline ? reasonsOf(pipeline) : []
  const field = fieldIn(world.tables.find((one) => one.key === group.table), group.field)
  return (field && choicesFor(field)) ?? undefined
}

/** A choice as it goes into the mapping. */
export const meantBy = (kind: Group['kind'], choice: string): Meaning => (kind === 'stage' ? standingOf(choice) : choice)

/** A guess is the key or the name of a choice, or a name to search for. */
export function guessed(group: Pick<Group, 'kind' | 'table' | 'field'>, world: World, guess: string): { meaning: Meaning; name: string } {
  const all = groupChoices(group, world)?.flatMap((one) => one.items)
  const found = all?.find((one) => one.key === guess) ?? all?.find((one) => one.name === guess || one.also?.includes(guess))
  return { meaning: meantBy(group.kind, found?.key ?? guess), name: found?.name ?? guess }
}
