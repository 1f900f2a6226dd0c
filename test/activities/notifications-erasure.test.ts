import t from 'tap'
import type { NotifyInput } from '../../activities/session-activities.ts'
import { eraseCodeUser, eraseEmployee } from '../../db/erasure.ts'
import { tablesWith } from '../api/personal-data.ts'
import { attemptNotify, CHANNEL, inputFor, makeDesk, TOMAS } from './notification-desk.ts'

/* Erasing while news is on its way: what the other side answers comes when the person is gone. */

t.test('what a mail server says of an address comes back after erasing to nowhere', async (t) => {
  const desk = await makeDesk(t)
  const { db, database } = desk.world
  const { sessionId } = desk.session
  desk.smtp.behaviours.set(TOMAS, { reply: 450 })
  const news: Partial<NotifyInput> = { event: 'confirmed', employees: [], codeUser: true }
  await desk.notifyInVain({ ...news, rev: 2 })
  t.same(await tablesWith(database, TOMAS), ['deliveries', 'session_texts'])

  const { mailer } = desk.dependencies
  const erasing: typeof mailer = mailer && {
    ...mailer,
    send: async (...mail) => {
      await eraseCodeUser(db, sessionId)
      return mailer.send(...mail)
    },
  }
  const input = { ...inputFor(desk.session), ...news, rev: 3 }
  await attemptNotify({ ...desk.dependencies, mailer: erasing }, input).catch(() => undefined)
  t.same(await tablesWith(database, TOMAS), [])
  t.same(await desk.ledger(), ['code_user mail skipped', 'code_user mail skipped'])
})

t.test('a name stands where it is kept, and not in the bell', async (t) => {
  const desk = await makeDesk(t)
  const { database, employees } = desk.world
  await desk.notify({ event: 'requested' })
  await desk.notify({ event: 'assigned', rev: 2, employees: [employees.max], by: employees.anna })
  t.same(await tablesWith(database, 'Tomáš'), ['session_texts'])
  t.same(await tablesWith(database, 'Anna'), ['employees'])
})

t.test('who Slack finds by an address that is erased meanwhile is not kept', async (t) => {
  const desk = await makeDesk(t, { channel: CHANNEL })
  const { db, database, employees } = desk.world
  const { slack } = desk.dependencies
  const found = async (id: string) => `U0${id === employees.anna ? 'ANNA' : 'MAX'}`
  const client = slack && {
    ...slack.client,
    findUser: async (email: string) => {
      if (!email.startsWith('anna')) return found(employees.max)
      await eraseEmployee(db, employees.anna)
      return found(employees.anna)
    },
  }
  const dependencies = { ...desk.dependencies, slack: slack && client && { ...slack, client } }
  await attemptNotify(dependencies, inputFor(desk.session)).catch(() => undefined)
  t.same(await tablesWith(database, 'U0MAX'), ['employees'])
  t.same(await tablesWith(database, 'U0ANNA'), [])
})
