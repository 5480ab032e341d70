/** Days and moments for people, in the organisation's zone: relative within a week, else the date. */
import { ref } from 'vue'
import { language } from './language'

export const zone = ref('Asia/Shanghai')

/** The present minute; what is drawn from it moves on by itself. */
export const now = ref(new Date())
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
setInterval(() => { now.value = new Date() }, MINUTE_MS)

/** The calendar day of a moment in the zone, YYYY-MM-DD. */
export function dayOf(moment: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone.value }).format(moment)
}
export const today = () => dayOf(now.value)

/** Calendar days from today to a day: 1 is tomorrow. */
export function daysAhead(day: string): number {
  return Math.round((Date.parse(day) - Date.parse(today())) / DAY_MS)
}

const WORDS = {
  'zh-CN': { '-1': '昨天', '0': '今天', '1': '明天' },
  en: { '-1': 'Yesterday', '0': 'Today', '1': 'Tomorrow' },
} as const

/** 今天 · 明天 · 3月20日 · 2027年3月20日; Today · 20 Mar · 20 Mar 2027. */
export function dayWord(day: string): string {
  const near = WORDS[language.value][String(daysAhead(day)) as '0']
  return near ?? calendarDay(day)
}

export function calendarDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  const same = today().startsWith(`${day.slice(0, 4)}-`)
  if (language.value === 'zh-CN') return `${same ? '' : `${year}年`}${month}月${date}日`
  const name = new Intl.DateTimeFormat('en', { month: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))
  return `${date} ${name}${same ? '' : ` ${year}`}`
}

export function clock(moment: Date): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone.value, hour: '2-digit', minute: '2-digit' }).format(moment)
}

/** 刚刚 · 12 分钟前 · 3 小时前 · 昨天 16:20 · 4 天前 · 3月11日. Future moments as day and time. */
export function ago(iso: string): string {
  const moment = new Date(iso)
  const zh = language.value === 'zh-CN'
  const minutes = Math.floor((now.value.getTime() - moment.getTime()) / MINUTE_MS)
  const days = -daysAhead(dayOf(moment))
  if (minutes < -1) return `${dayWord(dayOf(moment))} ${clock(moment)}`
  if (minutes < 1) return zh ? '刚刚' : 'just now'
  if (minutes < 60) return zh ? `${minutes} 分钟前` : `${minutes} min ago`
  if (days === 0) return zh ? `${Math.floor(minutes / 60)} 小时前` : `${Math.floor(minutes / 60)} h ago`
  if (days === 1) return `${dayWord(dayOf(moment))} ${clock(moment)}`
  if (days < 7) return zh ? `${days} 天前` : `${days} days ago`
  return calendarDay(dayOf(moment))
}

/** 2026-03-18 14:36, for the hover. */
export function absolute(iso: string): string {
  const moment = new Date(iso)
  return `${dayOf(moment)} ${clock(moment)}`
}
