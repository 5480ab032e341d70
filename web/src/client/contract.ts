/** Holds types.ts to the server's OpenAPI: what the server may answer must fit what the screens
 * expect. Types only; `npm run typecheck` fails where the two part. */
import type { components } from './openapi'
import type * as insight from '@/insight/types'
import type { Match } from '@/duplicates/match'
import type { JournalEvent } from '@/journal/types'
import type * as people from '@/people/types'
import type * as screen from './types'

type Server = components['schemas']
/** Ids of kinds and languages are words to the server and closed lists to the screens. */
type Loose<T> = T extends string ? string
  : T extends (infer One)[] ? Loose<One>[]
  : T extends object ? { [Key in keyof T]: Loose<T[Key]> }
  : T
export type Fits<Given, Expected> = Loose<Given> extends Loose<Expected> ? true : false

export type Held<All extends true[]> = All

export type Contract = Held<[
  Fits<Server['SessionAnswer'], screen.Session>,
  Fits<Server['ExportPreviewAnswer'], screen.ExportPreview>,
  Fits<Server['ExportAnswer'], screen.ExportItem>,
  Fits<Server['MatchAnswer'], Match>,
  Fits<Server['UserWhole'], people.UserWhole>,
  Fits<Server['SessionRow'], people.Device>,
  Fits<Server['TokenRow'], people.Token>,
  Fits<Server['RoleRights'], people.RoleRights>,
  Fits<Server['EventAnswer'], JournalEvent>,
  Fits<Server['PersonAnswer'], screen.Person>,
  Fits<Server['RegionAnswer'], screen.Region>,
  Fits<Server['BoardAnswer'], screen.Board>,
  Fits<Server['CardAnswer'], screen.Card>,
  Fits<Server['ChipsAnswer'], screen.Chips>,
  Fits<Server['SomeCardsAnswer']['heads'][number], screen.Head>,
  Fits<Server['GateItemAnswer'], Omit<screen.GateItem, 'how'>>,
  Fits<Server['StepAnswer'], screen.PathStep>,
  Fits<Server['TargetAnswer'], screen.Target>,
  Fits<Server['OutcomeChoiceAnswer'], screen.Outcome>,
  Fits<Server['TaskAnswer'], screen.Task>,
  Fits<Server['ChangeAnswer'], screen.Change>,
  Fits<Server['HitAnswer'], screen.Found>,
  Fits<Server['RecordAnswer'], Omit<screen.RecordItem, 'may'>>,
  Fits<Server['StagesAnswer'], insight.Stages>,
  Fits<Server['FunnelAnswer'], insight.Funnel>,
]>
