import t from 'tap'
import {
  CommandRefused,
  makeTemporalClient,
  SessionWorkflows,
} from '../../api/session-workflows.ts'
import { paths } from '../../contract/paths.ts'
import { setTicketState } from '../../db/ticket-links.ts'
import { InTurn } from '../../api/in-turn.ts'
import { findFreePort } from '../../bin/embedded/free-port.ts'
import { newKey } from './browser.ts'
import { created, problem, requested } from './cast.ts'
import { makeService } from './service.ts'

t.test('without a worker a command waits, is answered 503, and is then done once', async (t) => {
  const all = await makeService(t, { hasWorker: false, commandDeadlineMs: 1_500 })
  const anna = await all.browser().signIn('Anna')
  const key = newKey()
  const body = { deviceId: all.town.deviceId }
  const early = await anna.post(paths.sessions, { body, key })
  t.match(problem(early), [503, { code: 'unavailable' }])
  t.ok(Number(early.headers['retry-after']) > 0)
  await all.startWorker()
  const answer = await eventually(async () => {
    const late = await anna.post(paths.sessions, { body, key })
    return late.statusCode === 201 ? late : undefined
  })
  t.match(answer.json, { number: 1, status: 'confirmed' })
  const sessions = await all.town.db.selectFrom('sessions').select('id').execute()
  t.equal(sessions.length, 1)
})

t.test('without Temporal a command is 503 within seconds, reads go on', async (t) => {
  const all = await makeService(t)
  const { session } = await created(all)
  const client = makeTemporalClient(`127.0.0.1:${await findFreePort()}`)
  t.teardown(() => client.connection.close())
  const away = new SessionWorkflows({ client, findState: async () => undefined })
  const { organisationId } = all.town
  const id = { commandId: 'c', bodyHash: 'b', requestId: 'r' }
  const actor = { kind: 'system', id: 'operations' } as const
  const started = Date.now()
  const given = away.execute('cancel', { organisationId, sessionId: session.id }, { ...id, actor })
  t.same(await refusalOf(given), { code: 'unavailable' })
  t.ok(Date.now() - started < 15_000, `${Date.now() - started} ms`)
  await t.rejects(away.ping())
  await t.resolves(all.workflows.ping())
})

t.test('another request under the same key goes on after a failed one', async (t) => {
  const all = await makeService(t)
  const { session } = await requested(all)
  const { town, workflows } = all
  const target = { organisationId: town.organisationId, sessionId: session.id }
  const actor = {
    kind: 'employee',
    id: town.employees.anna,
    role: 'member',
    relation: 'recipient',
  } as const
  const input = { commandId: 'once', bodyHash: 'b', actor }
  // A commit that Postgres refuses: the name of the constraint is what a bug would look like.
  const forbid = `alter table sessions add constraint none_confirmed check (status <> 'confirmed')`
  await town.database.connection.unsafe(forbid)
  const failed = workflows.execute('confirm', target, { ...input, requestId: 'first' })
  t.same(await refusalOf(failed), { code: 'commit_failed' })
  await town.database.connection.unsafe('alter table sessions drop constraint none_confirmed')
  const done = await workflows.execute('confirm', target, { ...input, requestId: 'second' })
  t.match(done, { status: 'confirmed', rev: 2 })
  const again = await workflows.execute('confirm', target, { ...input, requestId: 'third' })
  t.match(again, { rev: 2 })
})

t.test('a ticket’s news wakes a session that was put away, other facts do not', async (t) => {
  const all = await makeService(t)
  const tickets = [{ system: 'rt', key: '1' }]
  const { session, anna } = await created(all, { tickets })
  const handle = all.client.workflow.getHandle(`video-session:${session.id}`)
  await handle.terminate('for the test')
  const { organisationId, db } = all.town
  const target = { organisationId, sessionId: session.id }
  await all.workflows.tell('gatewayLost', target, { call: 1, gateway: 'gateway-1' })
  t.equal((await handle.describe()).status.name, 'TERMINATED', 'nobody was woken')
  await setTicketState(db, { system: 'rt', key: '1', state: 'closed' })
  const news = { system: 'rt', key: '1', state: 'closed', deliveryId: 'd1' }
  await all.workflows.tell('ticketChanged', target, news)
  await eventually(async () => {
    const history = await anna.get(paths.history(session.id))
    return history.body.includes('ticket_changed') || undefined
  })
  await t.resolves(
    all.workflows.tell('ticketChanged', { ...target, sessionId: all.town.deviceId }, news),
    'a session that never was is left alone',
  )
})

t.test('work of one key is done in turn, of other keys at once', async (t) => {
  const inTurn = new InTurn()
  const log: string[] = []
  let open = () => {}
  const gate = new Promise<void>((resolve) => (open = resolve))
  const slow = inTurn.run('a', async () => {
    await gate
    log.push('first of a')
    throw new Error('its own affair')
  })
  const next = inTurn.run('a', async () => void log.push('second of a'))
  await inTurn.run('b', async () => void log.push('b'))
  open()
  await t.rejects(slow, /its own affair/)
  await next
  t.same(log, ['b', 'first of a', 'second of a'])
})

/** The rule's answer to a command that was refused. */
async function refusalOf(given: Promise<unknown>): Promise<unknown> {
  const error: unknown = await given.then(
    () => new Error('it was done'),
    (reason: unknown) => reason,
  )
  return error instanceof CommandRefused ? error.refusal : error
}

/** Asks again until there is an answer; the limit is generous for a busy machine. */
async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (const until = Date.now() + 20_000; Date.now() < until;) {
    const answer = await ask()
    if (answer !== undefined) return answer
  }
  throw new Error('it never came to that')
}
