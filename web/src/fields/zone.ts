/** Clock times of the organisation's zone, whatever zone the browser is in. */

/** "2026-03-18T14:30" as read on a clock in `zone` at the moment `iso`. */
export function toClock(iso: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit',
    hour: '2-digit', minute: '2-digit',
  }).formatToParts(new Date(iso))
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? ''
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`
}

/** The moment, as ISO in UTC, at which a clock in `zone` shows `clock`. */
export function fromClock(clock: string, zone: string): string {
  const wanted = Date.parse(`${clock}:00Z`)
  let moment = wanted
  // Twice: the first correction may cross a change of the zone's offset.
  for (let pass = 0; pass < 2; pass++) {
    const shown = Date.parse(`${toClock(new Date(moment).toISOString(), zone)}:00Z`)
    moment += wanted - shown
  }
  return new Date(moment).toISOString()
}
