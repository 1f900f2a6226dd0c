import t from 'tap'
import {
  countSessions,
  listSessions,
  listSessionsOfDevice,
  type SessionFilter,
} from '../../db/session-list.ts'
import { insertLabel } from '../../db/labels.ts'
import { after, commitNewSession, commitNext, idOf, makeWorld, type World } from './world.ts'

function overseer(world: World) {
  return { kind: 'employee', id: world.employees.olga, role: 'member', departmentId: null } as const
}

async function numbers(world: World, filter: SessionFilter): Promise<number[]> {
  const { items } = await listSessions(world.db, overseer(world), { ...filter, limit: 100 })
  return items.map(({ number }) => number)
}

t.test('pages follow each other although new sessions arrive', async (t) => {
  const world = await makeWorld(t)
  for (let index = 1; index <= 7; index++) await commitNewSession(world, `s${index}`)
  const page = (after?: string) => listSessions(world.db, overseer(world), { limit: 3, after })
  const first = await page()
  t.same(
    first.items.map(({ number }) => number),
    [7, 6, 5],
  )
  await commitNewSession(world, 'newcomer')
  const second = await page(first.next ?? undefined)
  t.same(
    second.items.map(({ number }) => number),
    [4, 3, 2],
  )
  const third = await page(second.next ?? undefined)
  t.same(
    third.items.map(({ number }) => number),
    [1],
  )
  t.equal(third.next, null)
})

t.test('a page that ends exactly has no next', async (t) => {
  const world = await makeWorld(t)
  for (const name of ['one', 'two']) await commitNewSession(world, name)
  t.equal((await listSessions(world.db, overseer(world), { limit: 2 })).next, null)
  t.equal((await listSessions(world.db, overseer(world), { limit: 1 })).next, '2')
})

t.test('a row says what the list shows', async (t) => {
  const world = await makeWorld(t)
  const created = await commitNewSession(world, 'one', {
    texts: { reason: 'Oil on the floor', requester: 'Jo' },
  })
  const waiting = { id: idOf('waiting'), state: 'pending', via: 'claim' } as const
  await commitNext(
    world.db,
    after(created, {
      responsible: world.employees.anna,
      participants: [...created.participants, waiting],
    }),
  )
  t.match(await listSessions(world.db, overseer(world), { limit: 1 }), {
    items: [
      {
        number: 1,
        rev: 2,
        status: 'requested',
        deviceLabel: 'Press 7 Café',
        reason: 'Oil on the floor',
        requesterName: 'Jo',
        responsible: { id: world.employees.anna, name: 'Anna' },
        promisedMinutes: 15,
        isRinging: false,
        hasWaitingParticipant: true,
      },
    ],
  })
})

t.test('a search finds every word wherever it stands', async (t) => {
  const world = await makeWorld(t)
  const labelId = await insertLabel(world.db, 'Hydraulik')
  await commitNewSession(world, 'one', {
    texts: { reason: 'Ölleck an der STRAẞE 4', requester: 'Björn Å' },
    state: { responsible: world.employees.anna },
  })
  await commitNewSession(world, 'two', {
    texts: { reason: 'Noise 100% of the time' },
    state: { ticketLinks: [{ system: 'jira', key: 'OPS-77' }], labels: [labelId] },
  })
  t.same(await numbers(world, { q: 'olleck' }), [1], 'accents')
  t.same(await numbers(world, { q: 'ÖLLECK strasse' }), [1], 'case and sharp s')
  t.same(await numbers(world, { q: 'bjorn anna' }), [1], 'requester and responsible')
  t.same(await numbers(world, { q: 'cafe px-0007' }), [2, 1], 'device label and serial')
  t.same(await numbers(world, { q: 'ops-77 hydraulik' }), [2], 'ticket and label')
  t.same(await numbers(world, { q: 'noise anna' }), [], 'one word is missing')
  t.same(await numbers(world, { q: '100%' }), [2], 'a percent sign is no wildcard')
  t.same(await numbers(world, { q: '1_0' }), [], 'nor is an underscore')
  t.same(await numbers(world, { q: '  ' }), [2, 1], 'nothing searched')
})

t.test('a searched number comes first, on one page or on many', async (t) => {
  const world = await makeWorld(t)
  await commitNewSession(world, 'one')
  for (const name of ['two', 'three', 'four']) {
    await commitNewSession(world, name, { texts: { reason: 'Error 1 again' } })
  }
  t.same(await numbers(world, { q: '#1' }), [1], 'words do not hold a hash')
  t.same(await numbers(world, { q: '1' }), [1, 4, 3, 2])
  const page = (after?: string) =>
    listSessions(world.db, overseer(world), { q: '1', limit: 1, after })
  const shown: number[] = []
  for (let next: string | undefined; shown.length < 4;) {
    const found = await page(next)
    shown.push(...found.items.map(({ number }) => number))
    next = found.next ?? undefined
  }
  t.same(shown, [1, 4, 3, 2])
})

t.test('counts respect every filter but the status', async (t) => {
  const world = await makeWorld(t)
  const one = await commitNewSession(world, 'one', { texts: { reason: 'Leak' } })
  await commitNewSession(world, 'two', { texts: { reason: 'Leak' } })
  await commitNewSession(world, 'three', { texts: { reason: 'Noise' } })
  await commitNext(world.db, after(one, { status: 'confirmed', responsible: world.employees.anna }))
  const count = (filter: SessionFilter) => countSessions(world.db, overseer(world), filter)
  const none = { requested: 0, confirmed: 0, in_progress: 0, done: 0, cancelled: 0 }
  t.same(await count({}), { ...none, requested: 2, confirmed: 1, all: 3 })
  t.same(await count({ status: 'done', q: 'leak' }), {
    ...none,
    requested: 1,
    confirmed: 1,
    all: 2,
  })
  t.same(await count({ responsibleId: world.employees.anna }), { ...none, confirmed: 1, all: 1 })
  t.same(await numbers(world, { status: 'confirmed' }), [1])
  t.same(await numbers(world, { responsibleId: null }), [3, 2])
})

t.test('sessions are filtered by device and by label', async (t) => {
  const world = await makeWorld(t)
  const labelId = await insertLabel(world.db, 'Urgent')
  await commitNewSession(world, 'one', { state: { labels: [labelId] } })
  await commitNewSession(world, 'two')
  t.same(await numbers(world, { labelId }), [1])
  t.same(await numbers(world, { deviceId: world.deviceId }), [2, 1])
  t.same(await numbers(world, { deviceId: idOf('no device') }), [])
})

t.test('a member lists what was offered or assigned', async (t) => {
  const world = await makeWorld(t)
  const { anna, paul } = world.employees
  await commitNewSession(world, 'offered')
  await commitNewSession(world, 'assigned', { state: { recipients: [], responsible: anna } })
  await commitNewSession(world, 'neither', { state: { recipients: [] } })
  const list = async (id: string, departmentId: string) => {
    const reader = { kind: 'employee', id, role: 'member', departmentId } as const
    const { items } = await listSessions(world.db, reader, { limit: 10 })
    const { all } = await countSessions(world.db, reader, {})
    t.equal(all, items.length)
    return items.map(({ number }) => number)
  }
  t.same(await list(anna, world.departments.service), [2, 1])
  t.same(await list(paul, world.departments.sales), [])
  const client = { kind: 'api_client', id: idOf('client') } as const
  t.equal((await listSessions(world.db, client, { limit: 10 })).items.length, 3)
})

t.test('R27: a device shows its public sessions', async (t) => {
  const world = await makeWorld(t)
  await commitNewSession(world, 'one', { texts: { reason: 'secret' } })
  await commitNewSession(world, 'two', { state: { visibility: 'internal' } })
  const listed = await listSessionsOfDevice(world.db, world.deviceId)
  t.same(
    listed.map((each) => Object.keys(each)),
    [['id', 'number', 'status', 'createdAt']],
  )
  t.equal(listed[0]?.number, 1)
})
