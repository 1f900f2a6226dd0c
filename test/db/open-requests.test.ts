import { sql } from 'kysely'
import t from 'tap'
import { claimRequest, type OpenRequests } from '../../db/open-requests.ts'
import { after, commitNewSession, commitNext, idOf, makeWorld, type World } from './world.ts'

/** What a request would find; it is not made. */
async function look(
  world: World,
  { sessionId = idOf('mine'), deviceGrantId = world.grantId } = {},
) {
  const found: OpenRequests[] = []
  const looking = claimRequest(world.db, originOf(world, { sessionId, deviceGrantId }), (open) => {
    found.push(open)
    throw new Error('only looked')
  })
  await looking.catch(() => undefined)
  return found[0]
}

function originOf({ codeId }: World, { sessionId = '', deviceGrantId = '' }) {
  return { sessionId, codeId, deviceGrantId, language: 'en' }
}

t.test('open requests are counted per browser and per code', async (t) => {
  const world = await makeWorld(t)
  const waiting = await commitNewSession(world, 'one')
  await commitNewSession(world, 'two')
  const { sessionId } = waiting
  t.same(await look(world), { ofCode: 2, ofBrowser: 2 })
  t.same(await look(world, { deviceGrantId: idOf('other') }), { ofCode: 2, ofBrowser: 0 })
  t.same(await look(world, { sessionId }), { ofCode: 1, ofBrowser: 1 }, 'a repeated request')
  await commitNext(world.db, after(waiting, { status: 'confirmed' }))
  t.same(await look(world), { ofCode: 1, ofBrowser: 1 })
})

t.test(
  'a request counts from the moment it is claimed, and no more once it came to nothing',
  async (t) => {
    const world = await makeWorld(t)
    const origin = originOf(world, { sessionId: idOf('first'), deviceGrantId: world.grantId })
    await claimRequest(world.db, origin, () => undefined)
    t.same(await look(world), { ofCode: 1, ofBrowser: 1 })
    const createdAt = sql<Date>`now() - interval '61 seconds'`
    await world.db.updateTable('sessionOrigins').set({ createdAt }).execute()
    t.same(await look(world), { ofCode: 0, ofBrowser: 0 })
  },
)

t.test('of several at once each finds those before it', async (t) => {
  const world = await makeWorld(t)
  const found: number[] = []
  const claims = ['a', 'b', 'c', 'd'].map((name) =>
    claimRequest(
      world.db,
      originOf(world, { sessionId: idOf(name), deviceGrantId: world.grantId }),
      ({ ofBrowser }) => void found.push(ofBrowser),
    ),
  )
  await Promise.all(claims)
  t.same(found, [0, 1, 2, 3])
})
