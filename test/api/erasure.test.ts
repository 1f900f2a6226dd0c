import path from 'node:path'
import t from 'tap'
import { createErasureActivities } from '../../activities/erasure.ts'
import { MEDIA_TOOLS } from '../../activities/recording/media-tools.ts'
import { createRecordingActivities } from '../../activities/recordings.ts'
import type { DraftCreated } from '../../contract/answers.ts'
import type { PersonFound } from '../../contract/erasure.ts'
import { paths } from '../../contract/paths.ts'
import type { CodeUserSessionView, EmployeeSessionView, SessionPage } from '../../contract/views.ts'
import { insertCode } from '../../db/codes.ts'
import { claimDelivery, markDeliveryUnsent } from '../../db/deliveries.ts'
import { insertStroke } from '../../db/strokes.ts'
import { makeDiskObjectStore } from '../../integrations/object-store-disk.ts'
import { makeRecorderDisk } from '../../janus/recorder-disk.ts'
import { until } from '../activities/delivery-stage.ts'
import { idOf } from '../db/world.ts'
import { makeTestFolder } from '../support/servers.ts'
import { problem, requestBody, ticketSystem, viewOf } from './cast.ts'
import { filesWith, historiesOf, leaveFile, tablesWith } from './personal-data.ts'
import { makeService, type Service } from './service.ts'

const home = makeTestFolder(t)
const [objects, spool] = [path.join(home, 'objects'), path.join(home, 'spool')]
const store = makeDiskObjectStore(objects)
const service = makeService(t, {
  activities: ({ database }) => ({
    ...createErasureActivities(database, store),
    ...pickDeleting(
      createRecordingActivities({
        ...{ database, store, tools: MEDIA_TOOLS },
        disk: makeRecorderDisk(spool),
      }),
    ),
  }),
})

function pickDeleting({ deleteRecorded }: ReturnType<typeof createRecordingActivities>) {
  return { deleteRecorded }
}

const TIME = { timeout: 120_000 }
const PUSH_KEYS = { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) }

/** Somebody at the press whose every word has the marker in it; the session is over. */
async function visit(all: Service, marker: string) {
  const { town } = all
  const code = `CODE-${marker}`
  await insertCode(town.db, { deviceId: town.deviceId, code })
  const draft = {
    ...{ code, answers: { reason: `${marker} reason` }, ref: `${marker} ref` },
    ...{ transcript: `${marker} transcript`, name: `${marker} assistant` },
  }
  const prepared = await ticketSystem(all).post(paths.drafts(town.buttonId), draft)
  const phone = all.browser()
  await phone.openCode(code)
  const said = { reason: `${marker} stuck`, requester: `${marker} Tom`, 'error-code': marker }
  const body = {
    ...{ ...requestBody(all), buttonId: town.buttonId, email: `${marker}@example.org` },
    ...{ draftId: viewOf<DraftCreated>(prepared).id, answers: said },
  }
  const session = viewOf<CodeUserSessionView>(await phone.post(paths.sessions, { body }))
  const { id } = session
  await phone.post(paths.pushSubscriptions, {
    body: { endpoint: `https://push.example/${marker}`, keys: PUSH_KEYS, sessionId: id },
  })
  const anna = await all.browser().signIn('Anna')
  await anna.put(paths.ticketLink(id, 'helpdesk', '4711'), { body: { title: `${marker} title` } })
  await anna.post(paths.confirmation(id))
  await recordCall(all, { id, anna, phone })
  const message = `${marker} will come back`
  viewOf(await anna.post(paths.cancellation(id), { body: { message } }))
  await leaveMedia(all, { id, marker })
  await leaveDeliveries(all, { id, marker })
  return { phone, anna, id, number: session.number }
}

type People = {
  id: string
  anna: Awaited<ReturnType<ReturnType<Service['browser']>['signIn']>>
  phone: ReturnType<Service['browser']>
}

async function recordCall(all: Service, { id, anna, phone }: People): Promise<void> {
  viewOf(await anna.post(paths.calls(id), { body: {} }))
  viewOf(await phone.post(paths.acceptance(id, 1), { body: {} }))
  viewOf(await anna.put(paths.recording(id, 1), { body: {} }))
  viewOf(await anna.post(paths.end(id, 1), { body: {} }))
  const isStored = async () => {
    const { state } = await all.town.db
      .selectFrom('sessions')
      .select('state')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return state.recordings.length === 1
  }
  await until(isStored, 'the recording is stored')
}

type Left = { id: string; marker: string }

/** What the paper gateway did not leave: files in store and spool, drawings, a picture's changes. */
async function leaveMedia({ town }: Service, { id, marker }: Left): Promise<void> {
  const { db, organisationId } = town
  const file = path.join(home, marker)
  await leaveFile(file, `${marker} on film`)
  for (const name of ['recording.webm', `screenshot-${idOf(marker)}.original.jpg`]) {
    await store.put(`${organisationId}/${id}/1/${name}`, file)
  }
  await leaveFile(
    path.join(objects, organisationId, id, '1', '.unfinished-recording.webm-1'),
    marker,
  )
  await leaveFile(path.join(spool, `${id}-1`, 'anything.mjr'), `${marker} in the spool`)
  const screenshot = { id: idOf(marker), organisationId, sessionId: id, callNumber: 1 }
  await db
    .insertInto('artefacts')
    .values({ ...screenshot, kind: 'screenshot', state: 'uploading' })
    .execute()
  await db
    .insertInto('screenshotUpdates')
    .values({
      ...{ artefactId: idOf(marker), organisationId, seq: 1, body: Buffer.from(marker) },
      ...{ actorKind: 'code_user', actorId: marker },
    })
    .execute()
  const drawn = { by: 'code_user', actorId: marker, name: marker, at: new Date(0) } as const
  await insertStroke(db, { sessionId: id, call: 1 }, { ...drawn, pieces: [[0, 1, 2]] })
}

/** News that Tom caused, and a mail that his server did not take. */
async function leaveDeliveries({ town }: Service, { id, marker }: Left): Promise<void> {
  const { db, employees } = town
  const to = { sessionId: id, rev: 1, event: 'requested' } as const
  const bell = { recipientKind: 'employee', recipientId: employees.max, channel: 'in_app' } as const
  await claimDelivery(db, { ...to, ...bell })
  const mail = { recipientKind: 'address', recipientId: 'code_user', channel: 'mail' } as const
  const { id: delivery } = await claimDelivery(db, { ...to, ...mail })
  const error = `550 no <${marker}@example.org> here`
  await markDeliveryUnsent(db, delivery, { state: 'failed', error })
}

/** Wherever anything of a person is. */
async function traces({ town, client, taskQueue }: Service, marker: string) {
  const histories = await historiesOf(client, taskQueue)
  return {
    tables: await tablesWith(town.database, marker),
    objects: (await filesWith(objects, marker)).map((name) => path.basename(name)),
    spool: (await filesWith(spool, marker)).length,
    histories: histories.filter((history) => history.includes(marker)).length,
  }
}

const EVERYWHERE = [
  ...['codes', 'deliveries', 'drafts', 'push_subscriptions', 'screenshot_updates'],
  ...['session_texts', 'strokes'],
]

t.test(
  'a person is erased wherever there was anything of them, others are not',
  TIME,
  async (t) => {
    const all = await service
    const gone = await visit(all, 'zq-gone')
    const kept = await visit(all, 'zq-kept')
    const before = {
      tables: EVERYWHERE,
      objects: [
        ...['.unfinished-recording.webm-1', 'recording.webm'],
        `screenshot-${idOf('zq-gone')}.original.jpg`,
      ],
      spool: 1,
      histories: 0,
    }
    t.match(await traces(all, 'zq-gone'), before, 'found, but never in Temporal')
    const read = await historiesOf(all.client, all.taskQueue)
    t.ok(read.filter((history) => history.includes(gone.id)).length > 0, 'which was looked through')
    const others = await traces(all, 'zq-kept')
    const ada = await all.browser().signIn('Ada')
    const search = () => ada.get(`${paths.sessions}?q=zq-gone`)
    t.equal(viewOf<SessionPage>(await search()).items.length, 1)

    const answer = await ada.post(paths.erasure(gone.id), { body: {} })
    t.match(viewOf<EmployeeSessionView>(answer), { status: 'cancelled', erasure: {} })
    const isErased = async () => {
      const view = viewOf<EmployeeSessionView>(await ada.get(paths.session(gone.id)))
      return view.erasure?.state === 'done'
    }
    await until(isErased, 'it is erased')

    // A code is the machine's, and named so by this test alone.
    const nothing = { tables: ['codes'], objects: [], spool: 0, histories: 0 }
    t.same(await traces(all, 'zq-gone'), nothing)
    t.same(await traces(all, 'zq-kept'), others, 'of the other person everything is still there')
    t.equal(viewOf<SessionPage>(await search()).items.length, 0)
    t.match(viewOf(await ada.get(paths.session(gone.id))), {
      ...{ number: gone.number, reason: null, requesterName: null, email: null, answers: [] },
      ...{ assistant: null, tickets: [{ key: '4711', title: null }], links: { join: null } },
      artefacts: [{ state: 'deleted' }, { state: 'deleted' }],
    })
    t.match(viewOf(await gone.phone.get(paths.session(gone.id))), { reason: null, email: null })
    t.match(viewOf(await kept.phone.get(paths.session(kept.id))), { reason: 'zq-kept stuck' })
    const log = await all.town.db.selectFrom('auditLog').selectAll().execute()
    t.match(log.at(-1), { action: 'data_erased', targetKind: 'session', targetId: gone.id })
  },
)

t.test('nobody but an administrator erases, and no session that is open', TIME, async (t) => {
  const all = await service
  const { id, anna, phone } = await visit(all, 'zq-third')
  for (const other of [anna, phone]) {
    t.match(problem(await other.post(paths.erasure(id), { body: {} })), [
      404,
      { code: 'not_found' },
    ])
  }
  t.equal((await ticketSystem(all).post(paths.erasure(id), {})).statusCode, 404)
  const ada = await all.browser().signIn('Ada')
  viewOf(await ada.post(paths.reopening(id)))
  const refused = problem(await ada.post(paths.erasure(id), { body: {} }))
  t.match(refused, [409, { code: 'status_not_allowed', from: 'confirmed' }])
  viewOf(await ada.post(paths.completion(id)))
  t.equal((await ada.post(paths.erasure(id), { body: {} })).statusCode, 200)
})

t.test('a person is found by words of name and address, and by nobody else', TIME, async (t) => {
  const all = await service
  const { id } = await visit(all, 'zq-fourth')
  const ada = await all.browser().signIn('Ada')
  const find = async (words: string) =>
    viewOf<PersonFound>(await ada.post(paths.personSearches, { body: { words } }))
  const session = { id, requester: 'zq-fourth Tom', email: 'zq-fourth@example.org' }
  t.match((await find('TOM zq-fourth')).sessions, [session])
  t.match((await find('zq-fourth@example.org')).sessions, [session])
  t.same((await find('zq-fourth Zoe')).sessions, [])
  t.same((await find('100%')).sessions, [])
  t.match((await find('anna@presswerk')).employees, [{ name: 'Anna', isActive: true }])
  const anna = await all.browser().signIn('Anna')
  const denied = await anna.post(paths.personSearches, { body: { words: 'Tom' } })
  t.match(problem(denied), [404, { code: 'not_found' }])
  const tooShort = await ada.post(paths.personSearches, { body: { words: ' T ' } })
  t.match(problem(tooShort), [400, { errors: [{ pointer: '/words' }] }])
})

t.test('an employee is erased, and the sessions they worked on stay', TIME, async (t) => {
  const all = await service
  const { db } = all.town
  const ada = await all.browser().signIn('Ada')
  const body = {
    ...{ name: 'Zq-Max', email: 'zq-max@presswerk.example', role: 'member', departmentId: null },
  }
  const invited = viewOf<{ employeeId: string }>(await ada.post(paths.employees, { body }))
  const { employeeId } = invited
  const max = await all.browser().signIn('Zq-Max')
  const own = db.updateTable('logins').where('employeeId', '=', employeeId)
  await own.set({ userAgent: 'zq-max' }).execute()
  await max.post(paths.pushSubscriptions, {
    body: { endpoint: 'https://push.example/zq-max', keys: PUSH_KEYS },
  })
  const { deviceId } = all.town
  const created = await max.post(paths.sessions, { body: { deviceId } })
  const { id } = viewOf<EmployeeSessionView>(created)
  const mail = { recipientKind: 'employee', recipientId: employeeId, channel: 'mail' } as const
  const delivery = await claimDelivery(db, { sessionId: id, rev: 1, event: 'confirmed', ...mail })
  const error = '550 no <zq-max@presswerk.example> here'
  await markDeliveryUnsent(db, delivery.id, { state: 'failed', error })
  const before = ['deliveries', 'employees', 'logins', 'push_subscriptions']
  t.same(await tablesWith(all.town.database, 'zq-max'), before)

  t.equal((await ada.post(paths.employeeErasure(employeeId), { body: {} })).statusCode, 204)
  t.same(await tablesWith(all.town.database, 'zq-max'), [])
  t.equal((await max.get(paths.me)).statusCode, 401)
  const view = viewOf<EmployeeSessionView>(await ada.get(paths.session(id)))
  t.match(view.responsible, { id: employeeId, name: 'N. N.' })
  const again = { ...body, isActive: true }
  t.equal((await ada.put(paths.employee(employeeId), { body: again })).statusCode, 404)
  const log = await db.selectFrom('auditLog').selectAll().execute()
  t.match(
    log.findLast(({ action }) => action === 'employee_erased'),
    { targetId: employeeId },
  )
})

t.test('nobody erases themselves, so that an administrator is left', TIME, async (t) => {
  const all = await service
  const { employees } = all.town
  const ada = await all.browser().signIn('Ada')
  const own = problem(await ada.post(paths.employeeErasure(employees.ada), { body: {} }))
  t.match(own, [409, { code: 'in_use' }])
  const anna = await all.browser().signIn('Anna')
  t.equal((await anna.post(paths.employeeErasure(employees.max), { body: {} })).statusCode, 404)
  t.equal((await ada.post(paths.employeeErasure(employees.paul), { body: {} })).statusCode, 204)
})
