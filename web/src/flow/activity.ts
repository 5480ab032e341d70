import type { ActivityKind } from '@/client/types'
import type { IconName } from '@/kit/icons'

/** Ways to be in touch, in the order of use; a note is none, and stands last. */
export const ACTIVITY_ICONS: Record<ActivityKind, IconName> = {
  call: 'phone', wechat: 'chat', visit: 'pin', meeting: 'people', note: 'pen',
}
