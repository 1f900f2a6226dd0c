import t from 'tap'
import { paths } from '../../contract/paths.ts'
import { codeUserView, SESSION_ID } from './canned-code-user.ts'
import { sessionView } from './canned-session.ts'
import { openConsole, type Answers } from './console-stage.ts'
import { motionsOn } from './page-looks.ts'

const NOW = Date.now()
const ring = (id: string) => ({
  ...{ type: 'callStarted', id, number: 1042, call: 1, isRung: true },
  ...{ deviceLabel: 'Cartoner KP-220, line 3', callerName: 'Erik Olsen', reason: null },
  ringsUntil: NOW + 600_000,
})
const session = { id: 's-1048', number: 1048, deviceLabel: 'Labeller EL-12' }
const about = { event: 'requested', at: NOW, isRead: false, session, by: 'Marta Lind' }
const TOLD = { type: 'notificationAdded', unread: 3, notification: { id: 'n-3', ...about } }

const answers: Answers = ({ path }) => {
  if (path === paths.session(1042)) return { body: sessionView(NOW) }
  if (path !== paths.session(SESSION_ID)) return undefined
  return { body: codeUserView(NOW, { status: 'confirmed' }) }
}

t.test('nothing moves for whoever wants it calm', { timeout: 120_000 }, async (t) => {
  const open = await openConsole(t)

  await t.test('in the console: list, dialog, ring, toast', async (t) => {
    const { page, tell } = await open('/sessions/new', answers)
    await page.getByRole('dialog', { name: 'New video session' }).waitFor()
    tell(ring('s-1042'))
    tell(TOLD)
    await page.getByRole('dialog', { name: 'Incoming call' }).waitFor()
    await page.locator('.toast').waitFor()
    t.same(await motionsOn(page), [])
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    const moving = (await motionsOn(page)).join()
    for (const part of ['button', 'dialog', 'ring', 'toast']) t.match(moving, part, `${part} else`)
  })

  await t.test('at the machine: session, ringing view', async (t) => {
    const { page, tell } = await open(`/v/${SESSION_ID}`, answers)
    await page.getByRole('button', { name: 'Start call' }).waitFor()
    tell(ring(SESSION_ID))
    await page.locator('.ringing').waitFor()
    t.same(await motionsOn(page), [])
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    t.ok((await motionsOn(page)).length > 0)
  })
})
