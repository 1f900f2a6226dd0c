import type { Page } from 'playwright-core'
import t from 'tap'
import { paths } from '../../contract/paths.ts'
import { codeUserView, SESSION_ID } from './canned-code-user.ts'
import { ANNA, sessionView } from './canned-session.ts'
import { setUpAnswers } from './canned-set-up.ts'
import { openConsole, type Answers } from './console-stage.ts'
import { focusedOn, passedBy } from './tab-order.ts'

const NOW = Date.now()
const VIEW = codeUserView(NOW, { status: 'confirmed' })
const RING = {
  ...{ type: 'callStarted', id: SESSION_ID, number: 1042, call: 1, isRung: true },
  ...{ deviceLabel: VIEW.device.label, callerName: 'Erik Olsen', reason: null },
  ringsUntil: NOW + 600_000,
}

const answers: Answers = (asked) => {
  const { method, path } = asked
  if (method !== 'GET') return undefined
  if (path === paths.session(1042)) return { body: sessionView(NOW, { responsible: ANNA }) }
  if (path === paths.session(SESSION_ID)) return { body: codeUserView(NOW) }
  return setUpAnswers()(asked)
}

type Case = {
  href: string
  /** The buttons that lead to the dialog, by keys alone. */
  press: string[]
  dialog: string
  /** What has the focus then, and each stop after it until it comes round. */
  stops: string[]
}

const CASES: Case[] = [
  {
    href: '/sessions',
    press: ['New video session'],
    dialog: 'New video session',
    stops: [
      'combobox "Device"',
      'textbox "Reason"',
      'textbox "Requester"',
      'combobox "Responsible"',
      'textbox "Ticket"',
      'button "Cancel"',
      'button "Create video session"',
    ],
  },
  {
    href: '/sessions/1042',
    press: ['More', 'Cancel session'],
    dialog: 'Cancel session #1042?',
    stops: [
      'textbox "Message to the code user"',
      'button "Keep session"',
      'button "Yes, cancel session"',
    ],
  },
  {
    href: '/settings/departments',
    press: ['Actions for Pumps', 'Delete'],
    dialog: 'Delete Pumps?',
    stops: ['button "Close"', 'button "Cancel"', 'button "Delete"'],
  },
  {
    href: `/v/${SESSION_ID}`,
    press: ['Cancel request'],
    dialog: 'Cancel your request?',
    stops: ['button "Close"', 'button "Keep request"', 'button "Yes, cancel request"'],
  },
]

t.test('a dialog takes the focus, keeps it and gives it back', { timeout: 120_000 }, async (t) => {
  const open = await openConsole(t)
  for (const { href, press, dialog, stops } of CASES) {
    const { page } = await open(href, answers)
    for (const name of press) await pressByKey(page, name)
    const opened = page.getByRole('dialog', { name: dialog, exact: true })
    await opened.waitFor()
    t.equal(await focusedOn(page), stops[0], `${dialog} takes it`)
    t.same(await passedBy(page, stops.length - 1), stops.slice(1), `${dialog} in order`)
    const further = await passedBy(page, stops.length + 3)
    // `nothing` is the browser's own bar, by which every round comes.
    const inside = new Set(['nothing', 'button "Close"', ...stops])
    t.ok(
      further.every((stop) => inside.has(stop)),
      `${dialog} keeps it: ${further.join(', ')}`,
    )
    await page.keyboard.press('Escape')
    await opened.waitFor({ state: 'detached' })
    t.equal(await focusedOn(page), `button "${press[0]}"`, `${dialog} gives it back`)
  }
})

async function pressByKey(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).focus()
  await page.keyboard.press('Enter')
}

t.test(
  'R14: a ring takes no key that was meant for something else',
  { timeout: 60_000 },
  async (t) => {
    const open = await openConsole(t)
    const { page, tell, asked } = await open(`/v/${SESSION_ID}`, (ask) => {
      const isKnown = [paths.session(SESSION_ID), paths.decline(SESSION_ID, 1)].includes(ask.path)
      return isKnown ? { body: VIEW } : answers(ask)
    })
    await page.getByRole('checkbox', { name: 'Allow recording' }).focus()
    tell(RING)
    const ring = page.getByRole('dialog', { name: 'Incoming call', exact: true })
    await ring.waitFor()
    t.equal(await focusedOn(page), 'dialog "Incoming call"', 'it is read out')
    await page.keyboard.press('Space')
    await page.keyboard.press('Enter')
    t.notOk(await ring.getByRole('checkbox').isChecked())
    t.notOk(
      asked.some(({ method }) => method !== 'GET'),
      'neither answered nor agreed',
    )
    t.same(await passedBy(page, 4), [
      'checkbox "Allow recording"',
      'text',
      'button "Decline"',
      'button "Accept"',
    ])
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Space')
    await ring.waitFor({ state: 'detached' })
    const answered = asked.filter(({ method }) => method !== 'GET').map(({ path }) => path)
    t.same(answered, [paths.decline(SESSION_ID, 1)], 'a key that is meant for it answers')
  },
)
