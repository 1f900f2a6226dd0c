import t from 'tap'
import {
  findGateway,
  listGateways,
  releaseGateway,
  renewGateway,
  saveGateway,
  takeGateway,
} from '../../db/gateways.ts'
import {
  deleteGatewaySession,
  listGatewaySessions,
  saveGatewaySession,
} from '../../db/gateway-sessions.ts'
import { commitNewSession, makeWorld, openTestDatabase } from './world.ts'

const request = (holder: string, epoch: number) => {
  return { id: 'local', holder, holderUrl: `http://${holder}`, epoch, leaseMs: 5000 }
}

t.test('of ten candidates for a gateway one wins', async (t) => {
  const { database } = await openTestDatabase(t)
  await saveGateway(database, { id: 'local', url: 'ws://127.0.0.1:8188' })
  const candidates = Array.from({ length: 10 }, (_, index) => `api-${index}`)
  const epochs = await Promise.all(
    candidates.map((holder) => takeGateway(database, request(holder, 0))),
  )
  const winners = candidates.filter((_, index) => epochs[index] === 1)
  t.equal(winners.length, 1)
  t.match(await findGateway(database, 'local'), { holder: winners[0], epoch: 1, isHeld: true })
})

t.test('whoever lost the gateway cannot renew it', async (t) => {
  const { database } = await openTestDatabase(t)
  await saveGateway(database, { id: 'local', url: 'ws://127.0.0.1:8188' })
  t.equal(await takeGateway(database, request('one', 0)), 1)
  t.equal(await renewGateway(database, request('one', 1)), true)
  t.equal(await takeGateway(database, request('two', 1)), 2)
  t.equal(await renewGateway(database, request('one', 1)), false)
  t.equal(await renewGateway(database, request('two', 2)), true)
})

t.test('a released gateway is free at once', async (t) => {
  const { database } = await openTestDatabase(t)
  await saveGateway(database, { id: 'local', url: 'ws://127.0.0.1:8188' })
  await takeGateway(database, request('one', 0))
  await releaseGateway(database, { id: 'local', epoch: 0 })
  t.equal((await findGateway(database, 'local'))?.isHeld, true, 'an older epoch releases nothing')
  await releaseGateway(database, { id: 'local', epoch: 1 })
  t.equal((await findGateway(database, 'local'))?.isHeld, false)
})

t.test('a known gateway keeps its holder when its address changes', async (t) => {
  const { database } = await openTestDatabase(t)
  await saveGateway(database, { id: 'local', url: 'ws://old' })
  await takeGateway(database, request('one', 0))
  await saveGateway(database, { id: 'local', url: 'ws://new' })
  t.match(await listGateways(database), [{ url: 'ws://new', holder: 'one', epoch: 1 }])
})

t.test('the next holder finds the gateway’s sessions', async (t) => {
  const world = await makeWorld(t)
  const { sessionId } = await commitNewSession(world, 'one')
  await saveGateway(world.database, { id: 'local', url: 'ws://127.0.0.1:8188' })
  const { organisationId } = world
  const kept = {
    gatewayId: 'local',
    gatewaySession: '42',
    organisationId,
    sessionId,
    callNumber: 1,
  }
  await saveGatewaySession(world.database, { ...kept, handles: {} })
  await saveGatewaySession(world.database, { ...kept, handles: { anna: '7' } })
  t.same(await listGatewaySessions(world.database, 'local'), [{ ...kept, handles: { anna: '7' } }])
  await deleteGatewaySession(world.database, kept)
  t.same(await listGatewaySessions(world.database, 'local'), [])
})
