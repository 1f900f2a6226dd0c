import t from 'tap'
import { paths } from '../../contract/paths.ts'
import type { EmployeeSessionView } from '../../contract/views.ts'
import {
  ANNA,
  ERIK,
  ME,
  artefacts,
  history,
  liveCall,
  rulesOf,
  sessionView,
} from './canned-session.ts'
import { openConsole, TIME_ZONE, type Answer, type Asked, type Answers } from './console-stage.ts'

/* The page of one session in states that are hard to come by for real; its api is canned here. */

const NOW = Date.now()

/** A session that commands change: `onCommand` answers them, by `POST confirmation`. */
function sessionAnswers(
  start: EmployeeSessionView,
  onCommand: (command: string, asked: Asked) => EmployeeSessionView | Answer = () => undefined,
) {
  const server = { session: start }
  const answers: Answers = (asked) => {
    const { method, path } = asked
    if (path === paths.history(start.id)) return { body: history(NOW) }
    if (method === 'GET' && path === paths.session(start.number)) return { body: server.session }
    if (method === 'GET') return undefined
    const answer = onCommand(`${method} ${path.split('/').slice(5).join('/')}`, asked)
    if (!answer || !('id' in answer)) return answer
    server.session = { ...answer, rev: server.session.rev + 1 }
    return { body: server.session }
  }
  return { answers, server }
}

function commandsIn(asked: readonly Asked[], path: string): Asked[] {
  return asked.filter((each) => each.method !== 'GET' && each.path === path)
}

const CONFIRMED = sessionView(NOW, { status: 'confirmed', responsible: ANNA })

t.test('the page of a session', { timeout: 240_000 }, async (t) => {
  const open = await openConsole(t)

  await t.test('R10, R11: a request shows what is known of it, and Confirm', async (t) => {
    const { answers } = sessionAnswers(sessionView(NOW), () => CONFIRMED)
    const { page, asked } = await open('/sessions/1042', answers)
    const heading = page.getByRole('heading', { level: 1 })
    t.equal(await heading.innerText(), '#1042 Cartoner KP-220, line 3', 'R33')
    await page.getByText('Seen by').waitFor()
    const facts = await page.getByRole('tabpanel').innerText()
    for (const fact of [
      'Cartons jam at the infeed',
      'KP220-19-0447',
      'Hall 2, Nordhafen plant',
      'Agreed, first call only',
      'E-114, then it goes dark',
      'Jam counter shows 14 stops',
      'Seen by Erik Olsen and you',
      'SRV-2288',
    ]) {
      t.match(facts, fact, fact)
    }
    await page.getByRole('button', { name: 'Confirm' }).dblclick()
    await page.getByRole('button', { name: 'Start call' }).waitFor()
    const sent = commandsIn(asked, paths.confirmation('s-1042'))
    t.equal(sent.length, 1, 'a double click is one command')
    t.match(sent[0]?.headers['idempotency-key'], /^[0-9a-f]{32}$/)
  })

  await t.test('R6: the status bar says where the session is', async (t) => {
    const { page } = await open('/sessions/1042', sessionAnswers(sessionView(NOW)).answers)
    const bar = page.getByRole('list', { name: 'Status' })
    await bar.waitFor()
    const words = await bar.getByRole('listitem').allInnerTexts()
    t.same(words, ['REQUESTED', 'CONFIRMED', 'IN PROGRESS', 'DONE', 'CANCELLED'])
    t.equal(await bar.locator('[aria-current=step]').innerText(), 'REQUESTED')
  })

  await t.test('R7: a call before CONFIRMED is refused with its sentence', async (t) => {
    const { page, asked } = await open('/sessions/1042', sessionAnswers(sessionView(NOW)).answers)
    await page.getByRole('button', { name: 'More' }).click()
    const start = page.getByRole('button', { name: 'Start call' })
    t.equal(await start.getAttribute('aria-disabled'), 'true')
    const description = page.locator(
      `[id="${(await start.getAttribute('aria-describedby')) ?? ''}"]`,
    )
    t.equal(await description.innerText(), 'This session has not been confirmed yet.')
    await start.focus()
    await page.keyboard.press('Enter')
    t.same(commandsIn(asked, paths.calls('s-1042')), [])
  })

  await t.test('who was second to confirm reads who was first, and can take over', async (t) => {
    const taken = sessionView(NOW, { status: 'confirmed', responsible: ERIK })
    const { answers, server } = sessionAnswers(sessionView(NOW), (command) => {
      if (command !== 'POST confirmation') return CONFIRMED
      server.session = { ...taken, rev: 4 }
      const code = 'already_confirmed'
      return { status: 409, body: { type: '', title: '', status: 409, code, responsible: ERIK } }
    })
    const { page, asked } = await open('/sessions/1042', answers)
    await page.getByRole('button', { name: 'Confirm' }).click()
    const alert = page.getByRole('alert').filter({ hasText: 'Erik Olsen' })
    t.match(await alert.innerText(), 'Erik Olsen confirmed this session first.')
    t.equal(await alert.getAttribute('data-code'), 'already_confirmed')
    const start = page.getByRole('button', { name: 'Start call' })
    t.equal(await start.getAttribute('aria-disabled'), 'true', 'only the responsible one calls')
    await page.getByRole('button', { name: 'Take over' }).click()
    await page.locator('button:not([aria-disabled])', { hasText: 'Start call' }).waitFor()
    const [sent] = commandsIn(asked, paths.responsible('s-1042'))
    t.same([sent?.method, sent?.body], ['PUT', { employeeId: ANNA.id }])
    t.equal(await alert.count(), 0)
  })

  await t.test('R8, R9: cancelling asks first and sends the message', async (t) => {
    const cancelled = sessionView(NOW, { status: 'cancelled' })
    const { answers } = sessionAnswers(sessionView(NOW), () => cancelled)
    const { page, asked } = await open('/sessions/1042', answers)
    const ask = async () => {
      await page.getByRole('button', { name: 'More' }).click()
      await page.getByRole('button', { name: 'Cancel session' }).click()
    }
    await ask()
    await page.getByRole('button', { name: 'Keep session' }).click()
    t.same(commandsIn(asked, paths.cancellation('s-1042')), [])
    await ask()
    await page
      .getByRole('textbox', { name: 'Message to the code user' })
      .fill('A technician comes.')
    await page.getByRole('button', { name: 'Yes, cancel session' }).click()
    await page.getByRole('button', { name: 'Reopen' }).waitFor()
    const [sent] = commandsIn(asked, paths.cancellation('s-1042'))
    t.same(sent?.body, { message: 'A technician comes.' })
  })

  await t.test('R30: a member cannot assign, a moderator can', async (t) => {
    for (const role of ['member', 'moderator'] as const) {
      const { answers } = sessionAnswers(CONFIRMED, () => ({ ...CONFIRMED, responsible: ERIK }))
      const { page, asked } = await open('/sessions/1042', (ask) => {
        if (ask.path === paths.me) return { body: { ...ME, role } }
        if (ask.path !== paths.employees) return answers(ask)
        const more = { email: 'e@x.example', role: 'member', department: null }
        return { body: { items: [ANNA, ERIK].map((each) => ({ ...each, ...more })) } }
      })
      await page.getByRole('button', { name: 'More' }).click()
      const assign = page.getByRole('button', { name: 'Assign' })
      t.equal(await assign.getAttribute('aria-disabled'), role === 'member' ? 'true' : null)
      if (role === 'member') continue
      await assign.click()
      const dialog = page.getByRole('dialog', { name: 'Assign session #1042' })
      await dialog.getByRole('combobox', { name: 'Responsible' }).selectOption('Erik Olsen')
      await dialog.getByRole('button', { name: 'Assign' }).click()
      await dialog.waitFor({ state: 'detached' })
      t.same(commandsIn(asked, paths.responsible('s-1042'))[0]?.body, { employeeId: ERIK.id })
    }
  })

  await t.test('a waiting browser is announced and admitted', async (t) => {
    const pending = { id: 'p-2', state: 'pending', via: 'claim', at: NOW } as const
    const participants = [...CONFIRMED.participants, pending]
    const { answers } = sessionAnswers({ ...CONFIRMED, participants }, () => CONFIRMED)
    const { page, asked } = await open('/sessions/1042', answers)
    const news = page.getByRole('status').filter({ hasText: 'wants to join' })
    await news.getByRole('button', { name: 'Admit' }).click()
    await news.waitFor({ state: 'detached' })
    const [sent] = commandsIn(asked, paths.admission('s-1042'))
    t.same(sent?.body, { participantId: 'p-2' })
  })

  await t.test('who is in a call elsewhere is named, and nobody else starts one', async (t) => {
    const { page } = await open('/sessions/1042', sessionAnswers(liveCall(NOW)).answers)
    await page.getByText('Call 1 goes on with Erik Olsen').waitFor()
    const start = page.getByRole('button', { name: 'Start call' })
    t.equal(await start.getAttribute('aria-disabled'), 'true')
    t.equal(await page.getByRole('button', { name: 'Rejoin call' }).count(), 0)
    const own = liveCall(NOW, { responsible: ANNA, rules: ownCallRules() })
    const { page: mine } = await open('/sessions/1042', sessionAnswers(own).answers)
    await mine.getByRole('button', { name: 'Rejoin call' }).waitFor()
    t.equal(await mine.getByRole('button', { name: 'Start call' }).count(), 0)
  })

  await t.test('R21: tickets are opened, linked and unlinked', async (t) => {
    const start = sessionView(NOW)
    const { answers } = sessionAnswers(start, (command) =>
      command.startsWith('DELETE') ? { ...start, tickets: [] } : start,
    )
    const { page, asked } = await open('/sessions/1042?tab=tickets', answers)
    const link = page.getByRole('link', { name: 'SRV-2288', exact: true })
    t.equal(await link.getAttribute('href'), 'https://helpdesk.example/SRV-2288')
    await page.getByRole('button', { name: 'Unlink SRV-2288' }).click()
    await page.getByRole('heading', { name: 'No linked tickets' }).waitFor()
    await page.getByRole('button', { name: 'Link ticket' }).click()
    const dialog = page.getByRole('dialog', { name: 'Link a ticket' })
    const address = 'https://helpdesk.example/browse/SRV-7'
    await dialog.getByRole('textbox', { name: 'Ticket' }).fill(address)
    await dialog.getByRole('button', { name: 'Link ticket' }).click()
    await dialog.waitFor({ state: 'detached' })
    const sent = commandsIn(asked, paths.ticketLink('s-1042', 'helpdesk.example', 'SRV-7'))
    t.same([sent[0]?.method, sent[0]?.body], ['PUT', { url: address }])
  })

  await t.test('R10: recipients stand with why and when', async (t) => {
    const { page } = await open('/sessions/1042', sessionAnswers(CONFIRMED).answers)
    await page.getByRole('tab', { name: 'Employees', exact: true }).click()
    t.match(page.url(), /\?tab=employees$/)
    const rows = await page.getByRole('tabpanel').getByRole('listitem').allInnerTexts()
    t.equal(rows.length, 4)
    t.match(rows[0], /Anna Keller \(you\)[^]*Because department Packaging[^]*seen[^]*Responsible/)
    t.match(rows[2], /Jan Petersen[^]*not seen/)
  })

  await t.test('R15, R20: recordings and screenshots say what became of them', async (t) => {
    const done = sessionView(NOW, { status: 'done', responsible: ANNA, artefacts: artefacts(NOW) })
    const { page } = await open('/sessions/1042', sessionAnswers(done).answers)
    await page.getByRole('tab', { name: 'Recordings and screenshots', exact: true }).click()
    const gallery = page.getByRole('region', { name: 'Recordings and screenshots' })
    const states = await gallery.getByRole('link').evaluateAll((links) =>
      links.flatMap((link) => {
        const { state } = (link as HTMLElement).dataset // rendered by the gallery
        return state ? [`${link.textContent ?? ''}: ${state}`] : []
      }),
    )
    t.same(states, [
      'Recording of call 1: ready',
      'Screenshot 1 of call 1: ready',
      'Screenshot 2 of call 1: uploading',
      'Recording of call 2: partial',
      'Recording of call 3: failed',
      'Recording of call 4: deleted',
    ])
    const ends = gallery.getByText('Deleted by itself on')
    const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: TIME_ZONE })
    t.match(await ends.innerText(), day.format(NOW + 90 * 86_400_000), 'one is not kept for good')
    const file = await gallery.getByRole('link', { name: 'Download' }).getAttribute('href')
    t.equal(file, `${paths.artefactContent('a-1')}?as=employee`)
    await gallery.getByRole('link', { name: 'Screenshot 1 of call 1' }).click()
    await gallery.locator('[download="1042-screenshot-1-of-call-1.png"]').waitFor()
  })

  await t.test(
    'the history tells who, what and why; only administrators get Temporal',
    async (t) => {
      const done = sessionView(NOW, { status: 'done', responsible: ANNA })
      const { page } = await open('/sessions/1042?tab=history', sessionAnswers(done).answers)
      const lines = page.getByRole('tabpanel').getByRole('listitem')
      await lines.first().waitFor()
      const texts = (await lines.allInnerTexts()).map((text) => text.replaceAll(/\s*\n\s*/g, ' | '))
      t.equal(texts.length, 11)
      t.match(texts[0], /The recording of call 1 is ready \| Uploaded by itself after the call/)
      t.match(texts[1], /Status set to DONE \| Rule: the end of a call closes the session/)
      t.match(texts[2], /Anna Keller ended call 1 after 15:49 \| Reason: employee hung up/)
      t.match(texts[6], /The ring of call 1 went to 4 people \| Timer: no answer in time/)
      t.match(texts[10], /Tomáš Novák requested the session/)
      const temporal = page.getByRole('link', { name: 'Open in Temporal' })
      t.equal(await temporal.getAttribute('href'), done.links.temporal)
      const links = { ...done.links, temporal: null }
      const other = sessionAnswers({ ...done, links }).answers
      const { page: member } = await open('/sessions/1042?tab=history', other)
      await member.getByText('Status set to').waitFor()
      t.equal(await member.getByRole('link', { name: 'Open in Temporal' }).count(), 0)
    },
  )

  await t.test('a change elsewhere is shown at once, a lost right at once as well', async (t) => {
    const { answers, server } = sessionAnswers(sessionView(NOW))
    const { page, tell } = await open('/sessions/1042', answers)
    await page.getByRole('button', { name: 'Confirm' }).waitFor()
    server.session = { ...CONFIRMED, rev: 4 }
    tell({ type: 'sessionChanged', id: 's-1042', number: 1042, rev: 4, isNew: false })
    await page.getByRole('button', { name: 'Start call' }).waitFor()
    tell({ type: 'sessionRemoved', id: 's-1042' })
    await page.locator('[role=alert][data-code=not_found]').waitFor()
    t.equal(await page.getByText('Tomáš Novák').count(), 0)
  })

  await t.test('what cannot be loaded can be tried again', async (t) => {
    const { answers } = sessionAnswers(sessionView(NOW))
    let isDown = true
    const { page } = await open('/sessions/1042', (asked) => {
      const problem = { type: '', title: '', status: 503, code: 'unavailable' }
      const isSession = asked.path === paths.session(1042)
      return isDown && isSession ? { status: 503, body: problem } : answers(asked)
    })
    await page.getByRole('heading', { name: 'The session could not be loaded' }).waitFor()
    isDown = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('button', { name: 'Confirm' }).waitFor()
    t.pass('and then it is there')
  })
})

function ownCallRules() {
  const { rules } = liveCall(NOW)
  const call = rules.call && { ...rules.call, employees: [ANNA.id] }
  return rulesOf('in_progress', ANNA.id, { call })
}
