import t from 'tap'
import {
  appendScreenshotUpdate,
  deleteScreenshotUpdates,
  listScreenshotUpdates,
} from '../../db/screenshots.ts'
import { markArtefactDeleted } from '../../db/artefacts.ts'
import { saveGateway } from '../../db/gateways.ts'
import { after, commitNewSession, commitNext, idOf, makeCall, makeWorld, NOON } from './world.ts'

/** A live call of Anna with two screenshots, which can be ended. */
async function makeTaken(t: Parameters<typeof makeWorld>[0]) {
  const world = await makeWorld(t)
  const { db, employees } = world
  await saveGateway(world.database, { id: 'local', url: 'ws://localhost' })
  const created = await commitNewSession(world, 'shown')
  const startedBy = { kind: 'employee', id: employees.anna } as const
  const call = makeCall({ startedBy, phase: 'live', acceptedAt: NOON, employees: [employees.anna] })
  const ids = [idOf('first'), idOf('second')] as const
  const live = await commitNext(db, after(created, { status: 'in_progress', call }), {
    newArtefacts: ids.map((id, index) => {
      return { id, kind: 'screenshot' as const, call: 1, position: index + 1 }
    }),
  })
  const endedCall = {
    number: 1,
    startedAt: NOON,
    acceptedAt: NOON,
    endedAt: NOON + 1,
    startedBy,
    reason: 'employee_hangup' as const,
    employees: [employees.anna],
    participants: [],
  }
  const end = () => commitNext(db, after(live, { status: 'done', call: null }), { endedCall })
  const append = (artefactId: string, seq: number, text = 'change') =>
    appendScreenshotUpdate(db, { artefactId, seq, body: Buffer.from(text), actor: startedBy })
  const list = async (id: string) =>
    (await listScreenshotUpdates(db, id)).map(({ seq, body }) => `${seq} ${Buffer.from(body)}`)
  return { world, db, ids, end, append, list }
}

t.test('changes of a screenshot are logged in their order', async (t) => {
  const { append, list, ids, db } = await makeTaken(t)
  const [first, second] = ids
  t.equal(await append(first, 1, 'a'), 'logged')
  t.equal(await append(first, 2, 'b'), 'logged')
  t.equal(await append(second, 1, 'c'), 'logged')
  t.same(await list(first), ['1 a', '2 b'])
  t.equal(await append(first, 2, 'late'), 'taken', 'a number is given once')
  t.same(await list(first), ['1 a', '2 b'])
  await deleteScreenshotUpdates(db, first)
  t.same([await list(first), await list(second)], [[], ['1 c']])
})

t.test('nothing is logged after the call, or of what was deleted', async (t) => {
  const { append, list, ids, end, db } = await makeTaken(t)
  const [first, second] = ids
  await markArtefactDeleted(db, second, 'by an administrator')
  t.equal(await append(second, 1), 'closed')
  t.equal(await append(first, 1), 'logged')
  await end()
  t.equal(await append(first, 2), 'closed')
  t.same(await list(first), ['1 change'])
})

t.test('the end of a call waits for a change under way', async (t) => {
  const { append, list, ids, end, world } = await makeTaken(t)
  const [first] = ids
  let ending: Promise<unknown> = Promise.resolve()
  let isOver = false
  await world.database.connection.begin(async (other) => {
    await other`select from calls where phase = 'live' for share`
    ending = end().then(() => (isOver = true))
    t.equal(await append(first, 1), 'logged', 'changes go on meanwhile')
    t.notOk(isOver)
  })
  await ending
  t.equal(await append(first, 2), 'closed')
  t.same(await list(first), ['1 change'])
})

t.test('a foreign organisation logs nothing', async (t) => {
  const { ids, world, append, list } = await makeTaken(t)
  const { forOrganisation } = await import('../../db/database.ts')
  const foreign = forOrganisation(world.database, idOf('another organisation'))
  const actor = { kind: 'employee', id: 'x' } as const
  const update = { artefactId: ids[0], seq: 1, body: Buffer.from('x'), actor }
  t.equal(await appendScreenshotUpdate(foreign, update), 'closed')
  t.equal(await append(ids[0], 1), 'logged')
  t.same(await listScreenshotUpdates(foreign, ids[0]), [])
  t.same(await list(ids[0]), ['1 change'])
})
