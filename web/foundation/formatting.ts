import { language } from './language.ts'

/*
 * Times and amounts in the language of the page. `at` is always ms since the epoch.
 * Regions are left to the browser: an English page in Europe shows 24 hours.
 */

const DAY_MS = 86_400_000

/** `10:26` */
export function formatTime(at: number): string {
  return dateFormat({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
}

/** `09:52:40` */
export function formatTimeWithSeconds(at: number): string {
  return dateFormat({ timeStyle: 'medium', hourCycle: 'h23' }).format(at)
}

/** `Mon 23 November 2026` */
export function formatDay(at: number): string {
  const parts = { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' } as const
  return dateFormat(parts).format(at).replace(/[,.]/, '')
}

/** For narrow columns: `10:26` today, `Sun 22` in the last days, else `22.11.2026`. */
export function formatShortly(at: number, now = Date.now()): string {
  if (isSameDay(at, now)) return formatTime(at)
  if (now - at < 6 * DAY_MS) {
    const parts = dateFormat({ weekday: 'short', day: 'numeric' }).formatToParts(at)
    const of = (type: string) => parts.find((part) => part.type === type)?.value ?? ''
    return `${of('weekday')} ${of('day')}`
  }
  return dateFormat({ dateStyle: 'short' }).format(at)
}

/** `23/11/2026, 10:26` in full, for titles and lists of the past. */
export function formatDateAndTime(at: number): string {
  return dateFormat({ dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }).format(at)
}

/** `23 Nov 2026` */
export function formatDate(at: number): string {
  return dateFormat({ dateStyle: 'medium' }).format(at)
}

export function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString()
}

/** How long somebody has waited: `52 s`, `12 min`, `3 h 05 min`, `2 d`. */
export function formatWaiting(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`
  const days = Math.floor(hours / 24)
  return language.value === 'de' ? `${days} T` : `${days} d`
}

/** Length of a call or a recording: `05:11`, `1:05:11`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const two = (part: number) => String(part).padStart(2, '0')
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return seconds < 3600 ? rest : `${Math.floor(seconds / 3600)}:${rest}`
}

/** `1,200` or `1.200` */
export function formatNumber(value: number): string {
  return new Intl.NumberFormat(locale()).format(value)
}

/** `Anna, Erik and Jan` */
export function formatList(names: readonly string[]): string {
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(names)
}

/** Initials for an avatar: first and last name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => word?.[0] ?? '')
  return letters.join('').toLocaleUpperCase(language.value)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale()}${JSON.stringify(options)}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale(), options)
  formats.set(key, made)
  return made
}

/** The browser's own variant of the page's language: British dates for a British browser. */
function locale(): string {
  const own = globalThis.navigator?.languages.find((tag) => tag.startsWith(`${language.value}-`))
  return own ?? (language.value === 'en' ? 'en-GB' : language.value)
}
