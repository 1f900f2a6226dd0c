import t from 'tap'
import { paths } from '../../contract/paths.ts'
import { ANNA, ERIK, artefacts, history, sessionView } from './canned-session.ts'
import { LOOKS, openConsole, type Answers } from './console-stage.ts'
import { clippedOn, findingsOn, sidewaysOn } from './page-looks.ts'

const NOW = Date.now()
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const code = { code: 'KP220L3', url: 'https://lotse.example/c/KP220L3', expiresAt: null }
const DEVICE = {
  id: 'd-kp',
  label: 'Cartoner KP-220, line 3',
  serial: 'KP220-19-0447',
  location: 'Hall 2, Nordhafen plant',
  template: { id: 't-kp', name: 'Cartoner KP series' },
  department: { id: 'x', name: 'Packaging' },
  ownDepartmentId: null,
  isActive: true,
  codes: [
    { ...code, id: 'c-1', hasPin: false, isDisabled: false },
    { ...code, id: 'c-2', code: 'KP220-OLD', hasPin: true, isDisabled: true },
  ],
}

const LOGIN = {
  id: 'l-1',
  userAgent: 'Firefox on Linux',
  createdAt: NOW,
  seenAt: NOW,
  isThis: true,
}

const DONE = { status: 'done', responsible: ANNA, artefacts: artefacts(NOW) } as const
const STATES = {
  requested: sessionView(NOW),
  taken: sessionView(NOW, { status: 'confirmed', responsible: ERIK }),
  done: sessionView(NOW, { ...DONE, visibility: 'internal', rating: { stars: 4, at: NOW } }),
}

type StateName = keyof typeof STATES

function answersFor(current: () => StateName): Answers {
  return ({ path }) => {
    if (path === paths.session(1042)) return { body: STATES[current()] }
    if (path === paths.history('s-1042')) return { body: history(NOW) }
    if (path === paths.logins) return { body: { items: [LOGIN] } }
    if (path.startsWith(paths.devices)) return { body: { items: [DEVICE] } }
    return path.includes('/content') ? { body: PIXEL } : undefined
  }
}

const SHOWN: [string, StateName][] = [
  ['/sessions/1042', 'requested'],
  ['/sessions/1042', 'taken'],
  ['/sessions/1042', 'done'],
  ['/sessions/1042?tab=employees', 'requested'],
  ['/sessions/1042?tab=tickets', 'requested'],
  ['/sessions/1042?tab=recordings', 'done'],
  ['/sessions/1042?tab=history', 'done'],
  ['/devices', 'requested'],
  ['/settings', 'requested'],
]

t.test('session, devices and settings look right everywhere', { timeout: 280_000 }, async (t) => {
  const open = await openConsole(t)
  for (const look of LOOKS) {
    await t.test(`${look.width} px, ${look.theme}, ${look.language}`, async (t) => {
      let current: StateName = 'requested'
      const answers = answersFor(() => current)
      const { page } = await open('/settings', answers, look)
      for (const [href, state] of SHOWN) {
        current = state
        await page.goto(href)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.locator('.device-line, .settings, [role=tabpanel] > *').first().waitFor()
        const name = `${href} ${state}`
        t.same(await findingsOn(page), [], `${name}: nothing for axe`)
        t.ok((await sidewaysOn(page)) <= 0, `${name}: no sideways scroll`)
        t.same(await clippedOn(page), [], `${name}: no clipped text`)
      }
    })
  }
})
