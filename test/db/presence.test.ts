import t from 'tap'
import { listEmployeesInCalls, listSessionsInCall } from '../../db/calls.ts'
import { listEmployeesInHistory } from '../../db/history.ts'
import { findCancellationMessage, loadNotificationFacts } from '../../db/notification-facts.ts'
import {
  deleteOpenPages,
  findPeopleAtScreen,
  insertOpenPages,
  renewOpenPages,
} from '../../db/open-pages.ts'
import { findParticipants } from '../../db/participants.ts'
import { after, commitNewSession, commitNext, idOf, makeCall, makeWorld, NOON } from './world.ts'

t.test('R14: whoever looked at an open page lately is at a screen', async (t) => {
  const { database, db, employees, organisationId } = await makeWorld(t)
  const { anna, max } = employees
  const page = idOf('page')
  const pageOf = (person: string) => ({ page, person, organisationId })
  t.same(await findPeopleAtScreen(db, [anna, max]), [])
  await insertOpenPages(database, [pageOf(anna)])
  await insertOpenPages(database, [pageOf(anna)])
  t.same(await findPeopleAtScreen(db, [anna, max]), [anna])

  const anHourAgo = new Date(Date.now() - 3_600_000)
  await database.updateTable('openPages').set({ visibleAt: anHourAgo }).execute()
  await renewOpenPages(database, [{ page, isVisible: false }])
  t.same(await findPeopleAtScreen(db, [anna]), [], 'hidden for an hour')
  await renewOpenPages(database, [{ page, isVisible: true }])
  t.same(await findPeopleAtScreen(db, [anna]), [anna])

  await database.updateTable('openPages').set({ until: anHourAgo }).execute()
  t.same(await findPeopleAtScreen(db, [anna]), [], 'its api instance is gone')
  await renewOpenPages(database, [])
  t.same(await database.selectFrom('openPages').selectAll().execute(), [])

  await insertOpenPages(database, [pageOf(anna)])
  await deleteOpenPages(database, [page])
  t.same(await findPeopleAtScreen(db, [anna]), [], 'closed')
})

t.test('who is in a call, and in which session', async (t) => {
  const world = await makeWorld(t)
  const { anna } = world.employees
  const created = await commitNewSession(world, 'one', { state: { status: 'confirmed' } })
  t.same(await listSessionsInCall(world.db), [])
  const call = makeCall({ startedBy: { kind: 'employee', id: anna }, employees: [anna] })
  await commitNext(world.db, after(created, { status: 'in_progress', call, lastCall: 1 }))
  t.same(await listSessionsInCall(world.db), [created.sessionId])
  t.same([...(await listEmployeesInCalls(world.db))], [anna])
})

t.test('the history tells who has known of a session', async (t) => {
  const world = await makeWorld(t)
  const { anna, max, paul } = world.employees
  const created = await commitNewSession(world, 'one')
  const actor = { kind: 'employee', id: anna } as const
  await commitNext(world.db, after(created, { status: 'confirmed' }), {
    history: [{ kind: 'assigned', actor, at: NOON, employees: [max] }],
  })
  const known = await listEmployeesInHistory(world.db, created.sessionId)
  t.same([...known].toSorted(), [anna, max].toSorted())
  t.notOk(known.has(paul))
})

t.test('a message says what people wrote and whose it is', async (t) => {
  const world = await makeWorld(t)
  const { anna } = world.employees
  const created = await commitNewSession(world, 'one', {
    texts: { message: 'No one is free today.' },
    state: { responsible: anna },
  })
  t.match(await loadNotificationFacts(world.db, created.sessionId), {
    number: 1,
    status: 'requested',
    responsibleName: 'Anna',
    organisationName: 'Presswerk',
    deviceLabel: 'Press 7 Café',
    deviceLocation: 'Hall 2',
    language: 'en',
  })
  t.equal(await findCancellationMessage(world.db, created.sessionId), undefined)
  const actor = { kind: 'employee', id: anna } as const
  await commitNext(world.db, after(created, { status: 'cancelled' }), {
    history: [{ kind: 'cancelled', actor, at: NOON, textId: idOf('one message') }],
  })
  const message = await findCancellationMessage(world.db, created.sessionId)
  t.equal(message, 'No one is free today.')
})

t.test('a browser’s participants are found in one go', async (t) => {
  const world = await makeWorld(t)
  const one = await commitNewSession(world, 'one')
  const id = one.participants[0]?.id ?? ''
  t.same(await findParticipants(world.database, [id, idOf('forged')]), [
    { id, organisationId: world.organisationId, sessionId: one.sessionId },
  ])
  t.same(await findParticipants(world.database, []), [])
})
