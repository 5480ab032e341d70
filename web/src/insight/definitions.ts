/** What each figure means, said once: on the head of its column and in the drawer. The server
 * counts by docs/measures.md; these sentences follow it. */
import type { Label } from '@/client/types'
import type { Measure } from './types'

export type Defined = Measure | 'sticking' | 'change' | 'reached' | 'standing'
export interface Definition { key: Defined; label: Label; text: Label }

const say = (key: Defined, zh: string, en: string, textZh: string, textEn: string): Definition =>
  ({ key, label: { 'zh-CN': zh, en }, text: { 'zh-CN': textZh, en: textEn } })

export const DEFINITIONS: Definition[] = [
  say('conversion', '转化率', 'Conversion',
    '这段时间里最后一次离开本阶段的项目中，推进到下一步或赢单的占多少。每个项目只算一次；退回的不算结束，仍在办的列在旁边。',
    'Of the projects that left the stage for the last time in the period, the share that went on or was won. Each project once; sent back is no end, and what is still open stands beside it.'),
  say('average_days', '平均停留', 'Average stay',
    '这段时间里从本阶段推进或赢单的项目，在本阶段一共待了多少天，取平均。退回再来的天数都算，按自然日。',
    'Total days in the stage, returns included, of the projects that went on from it or were won in the period; calendar days, averaged.'),
  say('median_days', '中位', 'Median',
    '同一批项目的停留天数排好队，正中间的那个：一半更快，一半更慢。个别拖得很久的项目不会拉高它。',
    'The middle one of the same stays: half were faster, half slower. A few very long ones do not lift it.'),
  say('p90_days', '九成以内', '90th percentile',
    '同一批项目里，九成在这么多天之内走完本阶段；最慢的一成比这更久。',
    'Nine in ten of the same projects were through the stage within these days; the slowest tenth took longer.'),
  say('days_per_visit', '每次停留', 'Days per visit',
    '每进一次本阶段算一次停留，不论怎么结束，取平均天数。比“平均停留”短，说明有项目来回了几次。',
    'Each stay in the stage by itself, however it ended, averaged. Shorter than the average stay where projects come back.'),
  say('efficiency', '按期率', 'Within expected',
    '这段时间里结束的停留中，没有超过本阶段预期天数的占多少。',
    'Of the stays that ended in the period, the share that took no longer than the days expected of the stage.'),
  say('ended', '例数', 'Cases',
    '转化率的分母：这段时间里最后一次离开本阶段的项目数。不足 {small} 例时数字是灰色的，不宜下结论。',
    'What conversion is a share of: projects that left the stage for the last time in the period. Below {small} cases the figures are grey; draw no conclusion from them.'),
  say('went_on', '走到下一步', 'Went on',
    '例数当中推进到下一步或赢单的项目数。',
    'Of the cases, the projects that went on or were won.'),
  say('open', '仍在办', 'Open',
    '还停在本阶段、没有结果的项目数。它们不算进转化率。',
    'Projects that stand in the stage without a result yet. They are no part of conversion.'),
  say('cohort_conversion', '同批转化', 'Cohort conversion',
    '这段时间里第一次进入本阶段的项目，后来（不限时间）走到下一步的占多少。看同一批项目最终走了多远。',
    'Of the projects that first entered the stage in the period, the share that reached the next one at any later time.'),
  say('cohort_open', '同批仍在办', 'Cohort still open',
    '同一批项目里还没有结果的占多少。占得多，同批转化以后还会升。',
    'Of the same projects, the share that has no result yet. Where it is large, cohort conversion will still rise.'),
  say('sticking', '主要卡点', 'Sticking points',
    '这段时间里超过预期天数、丢单或搁置的停留，按最后一次填写的原因计项目数。没填原因的另列。',
    'Of the stays that ended late, lost or dropped in the period, the reason last given, by number of projects. Those without a reason are counted apart.'),
  say('change', '比上期', 'Change',
    '与紧挨着的前一段同样长的时间相比：转化率差多少个百分点，停留差多少天。绿色是变好，红色是变差；不足 {small} 例就不比。',
    'Against the period of the same length just before: points for shares, days for stays. Green is better, red is worse; nothing is compared below {small} cases.'),
  say('reached', '到过', 'Reached',
    '这段时间里登记的项目，后来到过这一步的有多少，不论现在在哪里。',
    'Of the projects registered in the period, those that have been in this step, wherever they are now.'),
  say('standing', '停在前一步', 'Standing before',
    '同一批项目里，现在还停在前一步、没有结果的有多少。其余的已经丢单或搁置。',
    'Of the same projects, those that still stand in the step before. The rest was lost or dropped there.'),
]

export function definitionOf(key: Defined): Definition {
  return DEFINITIONS.find((one) => one.key === key)!
}
