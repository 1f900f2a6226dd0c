import t from 'tap'
import { paths } from '../../contract/paths.ts'
import type { CommentList } from '../../contract/ticket-systems.ts'
import { history, sessionView } from './canned-session.ts'
import { openConsole, type Answers } from './console-stage.ts'
import { clippedOn, findingsOn, sidewaysOn } from './page-looks.ts'

const NOW = Date.UTC(2026, 10, 23, 10, 26)
const TICKET = {
  ...{ system: 'rt', key: '4711', url: 'https://rt.example/4711' },
  ...{ title: 'Cartons jam', state: 'open' },
}
const COMMENT = { system: 'rt', key: '4711', attempts: 1, createdAt: NOW, sentAt: null }
const COMMENTS: CommentList = {
  items: [
    { id: 'c-1', ...COMMENT, kind: 'join_link', call: null, state: 'sent', error: null },
    { id: 'c-2', ...COMMENT, kind: 'call', call: 1, state: 'waiting', error: 'answered 503' },
    { id: 'c-3', ...COMMENT, kind: 'call', call: 2, state: 'failed', error: 'answered 404' },
  ],
}

t.test('R21: a ticket is made out of the session, and says what was written', async (t) => {
  const open = await openConsole(t)
  let session = sessionView(NOW, { status: 'done', tickets: [] })
  const answers: Answers = ({ method, path }) => {
    if (path === paths.history(session.id)) return { body: history(NOW) }
    if (path === paths.ticketComments(session.id)) return { body: COMMENTS }
    if (path === paths.ticketSystemNames) return { body: { items: ['rt', 'helpdesk'] } }
    if (method === 'GET') return path === paths.session(1042) ? { body: session } : undefined
    session = { ...session, tickets: [TICKET], rev: session.rev + 1 }
    return { body: session }
  }
  const { page, asked } = await open('/sessions/1042?tab=tickets', answers)
  await page.getByRole('button', { name: 'Create ticket' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create ticket' })
  await dialog.getByRole('combobox', { name: 'Ticket system' }).selectOption('helpdesk')
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Cartons jam')
  t.same(await findingsOn(page), [], 'nothing for axe')
  await dialog.getByRole('button', { name: 'Create ticket' }).click()
  await page.getByRole('link', { name: '4711', exact: true }).waitFor()
  const sent = asked.find(({ method }) => method === 'POST')
  t.match(sent, { path: paths.tickets(session.id), body: { system: 'helpdesk' } })
  const written = page.getByRole('region', { name: 'Written into tickets' })
  t.equal(await written.getByRole('listitem').count(), 3)
  await written.getByText('answered 404').waitFor()

  const narrow = { width: 390, theme: 'dark', language: 'de' } as const
  const { page: phone } = await open('/sessions/1042?tab=tickets', answers, narrow)
  await phone.locator('.ticket-comments li').first().waitFor()
  t.same(await findingsOn(phone), [], 'nothing for axe')
  t.ok((await sidewaysOn(phone)) <= 0, 'no sideways scroll')
  t.same(await clippedOn(phone), [], 'no clipped text')
})
