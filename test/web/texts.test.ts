import t from 'tap'
import { en as callEn } from '../../web/call/texts/en.ts'
import { de as callDe } from '../../web/call/texts/de.ts'
import { en as codeUserEn } from '../../web/code-user/texts/en.ts'
import { de as codeUserDe } from '../../web/code-user/texts/de.ts'
import { en as devicesEn } from '../../web/console/devices/texts/en.ts'
import { de as devicesDe } from '../../web/console/devices/texts/de.ts'
import { historyEn } from '../../web/console/session/texts/history-en.ts'
import { historyDe } from '../../web/console/session/texts/history-de.ts'
import { en as sessionEn } from '../../web/console/session/texts/en.ts'
import { de as sessionDe } from '../../web/console/session/texts/de.ts'
import { en as settingsEn } from '../../web/console/settings/texts/en.ts'
import { de as settingsDe } from '../../web/console/settings/texts/de.ts'
import { en as consoleEn } from '../../web/console/texts/en.ts'
import { de as consoleDe } from '../../web/console/texts/de.ts'
import { en as foundationEn } from '../../web/foundation/texts/en.ts'
import { de as foundationDe } from '../../web/foundation/texts/de.ts'

const DICTIONARIES: Record<string, [en: object, de: object]> = {
  foundation: [foundationEn, foundationDe],
  console: [consoleEn, consoleDe],
  session: [sessionEn, sessionDe],
  history: [historyEn, historyDe],
  devices: [devicesEn, devicesDe],
  settings: [settingsEn, settingsDe],
  call: [callEn, callDe],
  'code user': [codeUserEn, codeUserDe],
}

/** `{ tab: { general: 'General' } }` → `[['tab.general', 'General']]`; functions with samples. */
function entries(texts: object, prefix = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, text]: [string, unknown]) => {
    const name = `${prefix}${key}`
    if (typeof text === 'string') return [[name, text] as [string, string]]
    if (typeof text === 'object' && text !== null) return entries(text, `${name}.`)
    return [[name, sample(text)] as [string, string]]
  })
}

/** 7, and 7 in each of its fields: a text may take a number, a word, or an object of them. */
const SEVEN: unknown = new Proxy(
  {},
  { get: (_, field) => (field === Symbol.toPrimitive ? () => 7 : '7') },
)

function sample(text: unknown): string {
  if (typeof text !== 'function') throw new Error('A text is a string or makes one')
  return String(Reflect.apply(text, undefined, Array(text.length).fill(SEVEN)))
}

for (const [name, [en, de]] of Object.entries(DICTIONARIES)) {
  t.test(`${name} says everything in English and German`, async (t) => {
    const english = entries(en)
    const german = entries(de)
    t.same(german.map(([key]) => key).sort(), english.map(([key]) => key).sort())
    for (const [key, text] of [...english, ...german]) {
      t.ok(text.trim().length > 0, `${key} is not empty`)
      t.notMatch(text, /undefined|\[object|  /, `${key} is whole`)
    }
  })

  t.test(`${name} fills the same places in both languages`, async (t) => {
    const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()
    const german = new Map(entries(de))
    for (const [key, text] of entries(en)) {
      t.same(places(german.get(key) ?? ''), places(text), key)
    }
  })
}

t.test('the console has the names that people and scripts rely on', async (t) => {
  const said = new Set(
    [foundationEn, consoleEn, sessionEn].flatMap((texts) => entries(texts).map(([, text]) => text)),
  )
  const names = [
    ...['Email', 'Password', 'Sign in', 'Sign out', 'Language', 'Sessions', 'Devices', 'Settings'],
    ...['Notifications, 7 unread', 'Filter by status', 'Requested', 'All', 'Search', 'Load more'],
    ...['New video session', 'Device', 'Responsible', 'Reason', 'Requester', 'Ticket'],
    ...['Create video session', 'Copy link', 'Show QR code', 'Send link by email', 'Status'],
    ...['General', 'Employees', 'Linked tickets', 'Recordings and screenshots', 'History'],
    ...['Confirm', 'Cancel session', 'Close session', 'Reopen', 'Start call', 'Rejoin call'],
    ...['Assign', 'Take over', 'Admit', 'Link ticket', 'Unlink 7', 'Open in Temporal'],
    ...['Yes, cancel session', 'Keep session', 'Message to the code user'],
    ...['Incoming call', 'Accept', 'Decline', 'My camera', 'Recording of call 7', 'Download'],
    ...['REQUESTED', 'CONFIRMED', 'IN PROGRESS', 'DONE', 'CANCELLED', 'also called CLOSED'],
  ]
  t.same(
    names.filter((name) => !said.has(name)),
    [],
  )
})
