import t from 'tap'
import {
  findOrganisationOfSession,
  findSessionByExternalKey,
  findSessionFor,
  loadSessionDetails,
} from '../../db/sessions.ts'
import { changeEmployeeAccess } from '../../db/employees.ts'
import { commitSession } from '../../db/commit-session.ts'
import { isUniqueViolation } from '../../db/connection.ts'
import { insertApiKey } from '../../db/api-keys.ts'
import type { EmployeeReader } from '../../db/session-relation.ts'
import {
  after,
  commitNewSession,
  commitNext,
  idOf,
  makeChange,
  makeState,
  makeWorld,
  type World,
} from './world.ts'

function readers(world: World): Record<keyof World['employees'], EmployeeReader> {
  const { employees, departments } = world
  const { service, sales } = departments
  return {
    anna: { kind: 'employee', id: employees.anna, role: 'member', departmentId: service },
    max: { kind: 'employee', id: employees.max, role: 'member', departmentId: service },
    mo: { kind: 'employee', id: employees.mo, role: 'moderator', departmentId: service },
    paul: { kind: 'employee', id: employees.paul, role: 'member', departmentId: sales },
    olga: { kind: 'employee', id: employees.olga, role: 'member', departmentId: null },
    ada: { kind: 'employee', id: employees.ada, role: 'administrator', departmentId: sales },
  }
}

t.test('R29, R30: who is related to a session, and how', async (t) => {
  const world = await makeWorld(t)
  const session = await commitNewSession(world, 'one', {
    state: { responsible: world.employees.anna },
  })
  const { anna, max, mo, paul, olga, ada } = readers(world)
  const relationOf = async (reader: EmployeeReader) => {
    const found = await findSessionFor(world.db, reader, session.sessionId)
    return found?.actor.kind === 'employee' ? found.actor.relation : undefined
  }
  t.equal(await relationOf(anna), 'responsible')
  t.equal(await relationOf(max), 'recipient')
  t.equal(await relationOf(mo), 'overseer')
  t.equal(await relationOf(olga), 'overseer')
  t.equal(await relationOf(ada), 'overseer')
  t.equal(await relationOf(paul), undefined, 'another department')
  t.equal(await relationOf({ ...mo, departmentId: world.departments.sales }), undefined)
})

t.test('a session is found by id and by number', async (t) => {
  const world = await makeWorld(t)
  const session = await commitNewSession(world, 'one')
  const { anna } = readers(world)
  for (const key of [session.sessionId, '1', '#1', session.sessionId.toUpperCase()]) {
    t.equal((await findSessionFor(world.db, anna, key))?.session.id, session.sessionId, key)
  }
  for (const key of ['2', idOf('two'), '', 'one', '1; drop table', '99999999999999999999', '-1']) {
    t.equal(await findSessionFor(world.db, anna, key), undefined, key)
  }
})

t.test('a participant sees its session and no other', async (t) => {
  const world = await makeWorld(t)
  const mine = await commitNewSession(world, 'mine')
  const other = await commitNewSession(world, 'other')
  const participantId = mine.participants[0]?.id ?? ''
  const reader = { kind: 'code_user', participantId, grants: [] } as const
  t.match(await findSessionFor(world.db, reader, mine.sessionId), {
    actor: { kind: 'code_user', id: participantId, relation: 'participant' },
    participantState: 'admitted',
  })
  t.equal(await findSessionFor(world.db, reader, other.sessionId), undefined)
})

t.test('a waiting browser is no participant yet', async (t) => {
  const world = await makeWorld(t)
  const session = await commitNewSession(world, 'one')
  const second = idOf('second')
  await commitNext(
    world.db,
    after(session, {
      participants: [...session.participants, { id: second, state: 'pending', via: 'join_link' }],
    }),
  )
  const reader = { kind: 'code_user', participantId: second, grants: [] } as const
  t.match(await findSessionFor(world.db, reader, session.sessionId), {
    actor: { kind: 'code_user', id: second, relation: 'device' },
    participantState: 'pending',
  })
})

t.test('a device grant reaches public sessions of its device', async (t) => {
  const world = await makeWorld(t)
  const open = await commitNewSession(world, 'open')
  const internal = await commitNewSession(world, 'internal', { state: { visibility: 'internal' } })
  const grants = [{ id: world.grantId, deviceId: world.deviceId }]
  const reader = { kind: 'code_user', participantId: null, grants } as const
  t.match(await findSessionFor(world.db, reader, open.sessionId), {
    actor: { kind: 'code_user', id: world.grantId, relation: 'device' },
    participantState: null,
  })
  t.equal(await findSessionFor(world.db, reader, internal.sessionId), undefined)
  const elsewhere = { ...reader, grants: [{ id: world.grantId, deviceId: idOf('other device') }] }
  t.equal(await findSessionFor(world.db, elsewhere, open.sessionId), undefined)
})

t.test('a changed department is a changed right at once', async (t) => {
  const world = await makeWorld(t)
  await commitNewSession(world, 'one', { state: { recipients: [] } })
  const { mo } = readers(world)
  t.ok(await findSessionFor(world.db, mo, '1'))
  await changeEmployeeAccess(world.db, mo.id, { departmentId: world.departments.sales })
  const moved = { ...mo, departmentId: world.departments.sales }
  t.equal(await findSessionFor(world.db, moved, '1'), undefined)
})

t.test('the details name device, template, organisation and responsible', async (t) => {
  const world = await makeWorld(t)
  const { sessionId } = await commitNewSession(world, 'one', {
    state: { responsible: world.employees.anna },
  })
  t.match(await loadSessionDetails(world.db, sessionId), {
    organisationName: 'Presswerk',
    deviceLabel: 'Press 7 Café',
    deviceSerial: 'PX-0007',
    templateName: 'Press',
    promisedMinutes: 15,
    responsibleName: 'Anna',
    departmentName: 'Service',
    language: 'en',
    code: 'PRESS-7',
  })
})

t.test('an API client finds its session by its own key', async (t) => {
  const world = await makeWorld(t)
  const apiKeyId = await insertApiKey(world.db, {
    name: 'Tickets',
    hash: 'h',
    prefix: 'lk',
    scopes: [],
  })
  const externalKey = { apiClientId: apiKeyId, key: 'T-1', bodyHash: 'first body' }
  await commitSession(world.db, makeChange(makeState(world, 'one'), { externalKey }))
  t.match(await findSessionByExternalKey(world.db, { apiKeyId, externalKey: 'T-1' }), {
    id: idOf('one'),
    externalBodyHash: 'first body',
  })
  t.equal(await findSessionByExternalKey(world.db, { apiKeyId, externalKey: 'T-2' }), undefined)

  const second = commitSession(world.db, makeChange(makeState(world, 'two'), { externalKey }))
  const error: unknown = await second.catch((thrown: unknown) => thrown)
  t.ok(isUniqueViolation(error, 'sessions_external_key'), 'the second wall')
})

t.test('the organisation of a session is found before anybody is known', async (t) => {
  const world = await makeWorld(t)
  const { sessionId } = await commitNewSession(world, 'one')
  t.equal(await findOrganisationOfSession(world.database, sessionId), world.organisationId)
  t.equal(await findOrganisationOfSession(world.database, idOf('none')), undefined)
  t.equal(await findOrganisationOfSession(world.database, 'not an id'), undefined)
})
