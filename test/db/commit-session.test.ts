import t from 'tap'
import { commitSession, findSessionState } from '../../db/commit-session.ts'
import { forOrganisation } from '../../db/database.ts'
import { listHistory } from '../../db/history.ts'
import { findJoinLinkNumber } from '../../db/join-links.ts'
import { createOrganisation } from '../../db/organisations.ts'
import { listParticipants } from '../../db/participants.ts'
import { listRecipients } from '../../db/recipients.ts'
import { insertTexts, findSessionTexts } from '../../db/texts.ts'
import { listTicketLinks, ticketText } from '../../db/ticket-links.ts'
import {
  after,
  commitNewSession,
  commitNext,
  idOf,
  makeChange,
  makeState,
  makeWorld,
  NOON,
} from './world.ts'

t.test('the first commit gives the session its number', async (t) => {
  const world = await makeWorld(t)
  const first = await commitSession(world.db, makeChange(makeState(world, 'first')))
  const second = await commitSession(world.db, makeChange(makeState(world, 'second')))
  t.same(first, { outcome: 'committed', rev: 1, number: 1 })
  t.same(second, { outcome: 'committed', rev: 1, number: 2 })
  t.equal((await findSessionState(world.db, idOf('second')))?.number, 2)
})

t.test('a repeated command gets the revision it made', async (t) => {
  const world = await makeWorld(t)
  const create = makeChange(makeState(world, 'one'))
  await commitSession(world.db, create)
  const confirm = makeChange(after({ ...create.next, number: 1 }, { status: 'confirmed' }))
  await commitSession(world.db, confirm)
  t.same(await commitSession(world.db, create), { outcome: 'committed', rev: 1, number: 1 })
  t.same(await commitSession(world.db, confirm), { outcome: 'committed', rev: 2, number: 1 })
  t.equal((await listHistory(world.db, idOf('one'))).length, 2)
})

t.test('the same first commit many times at once makes one session', async (t) => {
  const world = await makeWorld(t)
  const create = makeChange(makeState(world, 'one'))
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () => commitSession(world.db, create)),
  )
  t.same(new Set(outcomes.map((each) => JSON.stringify(each))).size, 1)
  t.equal((await listHistory(world.db, idOf('one'))).length, 1)
})

t.test('R33: fifty sessions created at once have fifty numbers', async (t) => {
  const world = await makeWorld(t)
  const changes = Array.from({ length: 50 }, (_, index) =>
    makeChange(makeState(world, `s${index}`)),
  )
  const outcomes = await Promise.all(changes.map((change) => commitSession(world.db, change)))
  const numbers = outcomes.map((each) => (each.outcome === 'committed' ? each.number : 0))
  t.same(
    numbers.toSorted((a, b) => a - b),
    Array.from({ length: 50 }, (_, index) => index + 1),
  )
})

t.test('of two commands at the same revision one is written', async (t) => {
  const world = await makeWorld(t)
  const created = await commitNewSession(world, 'one')
  const { anna, max } = world.employees
  const confirmedBy = (responsible: string) =>
    makeChange(after(created, { status: 'confirmed', responsible }), { commandId: responsible })
  const [first, second] = await Promise.all([
    commitSession(world.db, confirmedBy(anna)),
    commitSession(world.db, confirmedBy(max)),
  ])
  const winner = first.outcome === 'committed' ? anna : max
  const loser = first.outcome === 'conflict' ? first : second
  t.match(loser, { outcome: 'conflict', row: { rev: 2, responsible: winner } })
  t.equal((await listHistory(world.db, created.sessionId)).length, 2)
})

t.test('a commit from an older revision changes nothing', async (t) => {
  const world = await makeWorld(t)
  const created = await commitNewSession(world, 'one')
  await commitNext(world.db, after(created, { status: 'confirmed' }))
  const late = makeChange(after(created, { status: 'cancelled' }), { commandId: 'late' })
  t.match(await commitSession(world.db, late), {
    outcome: 'conflict',
    row: { status: 'confirmed' },
  })
  t.equal((await listHistory(world.db, created.sessionId)).length, 2)
})

t.test('a create under an id that exists is a conflict', async (t) => {
  const world = await makeWorld(t)
  const created = await commitNewSession(world, 'one')
  const other = makeChange(makeState(world, 'one'), { commandId: 'another' })
  t.match(await commitSession(world.db, other), { outcome: 'conflict', row: { rev: 1 } })
  t.equal((await commitNewSession(world, 'two')).number, (created.number ?? 0) + 1)
})

t.test('a commit through another organisation is refused', async (t) => {
  const world = await makeWorld(t)
  const other = forOrganisation(
    world.database,
    await createOrganisation(world.database, { name: 'Other' }),
  )
  await t.rejects(commitSession(other, makeChange(makeState(world, 'one'))), /another organisation/)
})

t.test('a session for a device of another organisation is refused', async (t) => {
  const world = await makeWorld(t)
  const organisationId = await createOrganisation(world.database, { name: 'Other' })
  const other = forOrganisation(world.database, organisationId)
  const change = makeChange(makeState(world, 'one', { organisationId }))
  await t.rejects(commitSession(other, change), /device or template does not exist/)
})

t.test('history lines are numbered through and keep their details', async (t) => {
  const world = await makeWorld(t)
  const { anna } = world.employees
  const created = await commitNewSession(world, 'one')
  const actor = { kind: 'employee', id: anna } as const
  await commitNext(world.db, after(created, { status: 'confirmed', responsible: anna }), {
    history: [
      { kind: 'confirmed', actor, at: NOON + 1000 },
      {
        kind: 'status_changed',
        actor,
        at: NOON + 1000,
        status: 'confirmed',
        because: 'first_accept_wins',
      },
    ],
  })
  const lines = await listHistory(world.db, created.sessionId)
  t.same(
    lines.map(({ seq, rev, kind, actor }) => [seq, rev, kind, actor.name]),
    [
      [1, 1, 'created', null],
      [2, 2, 'confirmed', 'Anna'],
      [3, 2, 'status_changed', 'Anna'],
    ],
  )
  t.same(lines[2]?.details, { status: 'confirmed', because: 'first_accept_wins' })
  t.equal(lines[2]?.at.getTime(), NOON + 1000)
})

t.test('a written history line cannot be changed', async (t) => {
  const world = await makeWorld(t)
  await commitNewSession(world, 'one')
  const change = world.db.updateTable('sessionHistory').set({ kind: 'cancelled' }).execute()
  await t.rejects(change, /append-only/)
})

t.test('recipients, participants and tickets follow the state', async (t) => {
  const world = await makeWorld(t)
  const { anna, max, paul } = world.employees
  const created = await commitNewSession(world, 'one', {
    state: { ticketLinks: [{ system: 'jira', key: 'A-1' }] },
  })
  t.same(
    (await listRecipients(world.db, created.sessionId)).map(({ name }) => name),
    ['Anna', 'Max'],
  )

  const textId = idOf('ticket text')
  const { sessionId } = created
  const body = ticketText({ url: 'https://tickets.example/B-2', title: 'Leak' })
  await insertTexts(world.db, [{ id: textId, sessionId, commandId: 'y', kind: 'ticket', body }])
  const second = idOf('second browser')
  await commitNext(
    world.db,
    after(created, {
      recipients: [
        { id: anna, because: { rule: 'organisation' } },
        { id: paul, because: { rule: 'assigned' } },
      ],
      participants: [...created.participants, { id: second, state: 'pending', via: 'join_link' }],
      ticketLinks: [{ system: 'jira', key: 'B-2', textId }],
    }),
    { textIds: [textId] },
  )
  const recipients = await listRecipients(world.db, sessionId)
  t.same(
    recipients.map(({ id, rule }) => [id, rule]),
    [
      [anna, 'device_department'],
      [paul, 'assigned'],
    ],
  )
  t.notOk(recipients.some(({ id }) => id === max))
  const participants = await listParticipants(world.db, sessionId)
  t.same(participants.map(({ state }) => state).toSorted(), ['admitted', 'pending'])
  t.match(await listTicketLinks(world.db, sessionId), [
    { system: 'jira', key: 'B-2', url: 'https://tickets.example/B-2', title: 'Leak' },
  ])
})

t.test('texts count only once their command is committed', async (t) => {
  const world = await makeWorld(t)
  const sessionId = idOf('one')
  const text = {
    id: idOf('text'),
    sessionId,
    commandId: 'x',
    kind: 'reason',
    body: 'Leak',
  } as const
  await insertTexts(world.db, [text])
  t.same(await findSessionTexts(world.db, sessionId), {})
  await commitSession(world.db, makeChange(makeState(world, 'one'), { textIds: [text.id] }))
  t.same(await findSessionTexts(world.db, sessionId), { reason: 'Leak' })
})

t.test('the first join link comes with the first commit', async (t) => {
  const world = await makeWorld(t)
  const change = makeChange(makeState(world, 'one'))
  await commitSession(world.db, change, { number: 1, hash: 'first link' })
  t.equal(await findJoinLinkNumber(world.db, change.next.sessionId), 1)
})

t.test('subscribed webhooks get a row for each of their events', async (t) => {
  const world = await makeWorld(t)
  const { organisationId } = world
  const endpoint = { organisationId, url: 'https://example.org', secret: 's' }
  await world.db
    .insertInto('webhookEndpoints')
    .values([
      { ...endpoint, events: ['created', 'confirmed'] },
      { ...endpoint, events: ['cancelled'] },
    ])
    .execute()
  await commitNewSession(world, 'one')
  const rows = await world.db
    .selectFrom('webhookDeliveries')
    .select(['event', 'state', 'rev', 'seq'])
    .execute()
  t.same(rows, [{ event: 'created', state: 'waiting', rev: 1, seq: 1 }])
})
