import t from 'tap'
import { GatewayLease } from '../../api/media-holder-lease.ts'
import type { GatewayLeases } from '../../api/media-holder-ports.ts'
import { untilTrue } from '../support/call/call-test.ts'

type Row = { holder: string | null; epoch: number; until: number }

/** A row as the database keeps it; `isAway` makes every query fail. */
function makeRow(row: Row) {
  const database = { row, isAway: false, failures: 0 }
  const answer = async <T>(read: () => T): Promise<T> => {
    if (!database.isAway) return read()
    database.failures += 1
    throw new Error('no database')
  }
  const leases: GatewayLeases = {
    find: () => answer(() => ({ ...row, isHeld: row.until > Date.now() })),
    take: ({ holder, epoch, leaseMs }) =>
      answer(() => {
        if (row.epoch !== epoch) return undefined
        Object.assign(row, { holder, epoch: epoch + 1, until: Date.now() + leaseMs })
        return row.epoch
      }),
    renew: ({ holder, epoch, leaseMs }) =>
      answer(() => {
        if (row.holder !== holder || row.epoch !== epoch) return false
        row.until = Date.now() + leaseMs
        return true
      }),
    release: () => answer(() => void Object.assign(row, { holder: null, until: 0 })),
  }
  return { database, leases }
}

function startLease(t: Tap, leases: GatewayLeases, holder: string) {
  const taken: number[] = []
  const lost: string[] = []
  const lease = new GatewayLease({
    leases,
    gateway: 'gateway-1',
    holder,
    holderUrl: `http://${holder}`,
    onTaken: (epoch) => taken.push(epoch),
    onLost: () => lost.push(holder),
  })
  lease.start()
  t.teardown(() => lease.stop())
  return { lease, taken, lost }
}
type Tap = { teardown(end: () => Promise<void>): unknown }

t.test('a gateway nobody holds is taken at once', async (t) => {
  const { leases } = makeRow({ holder: null, epoch: 4, until: 0 })
  const { lease, taken } = startLease(t, leases, 'one')
  await untilTrue(() => taken.length > 0, 'taken')
  t.same(taken, [5])
  t.equal(lease.epoch, 5)
})

t.test('a restart under the same name does not wait', async (t) => {
  const { leases } = makeRow({ holder: 'one', epoch: 4, until: Date.now() + 60_000 })
  const { taken } = startLease(t, leases, 'one')
  await untilTrue(() => taken.length > 0, 'taken')
  t.same(taken, [5])
})

t.test('another instance waits until the lease is over by its own clock', async (t) => {
  const { leases, database } = makeRow({ holder: 'one', epoch: 4, until: 0 })
  const started = Date.now()
  const other = startLease(t, leases, 'two')
  await untilTrue(() => other.taken.length > 0, 'taken')
  const waited = Date.now() - started
  t.ok(waited >= 5_000, `an expired lease proves nothing before ${waited} ms`)
  t.match(database.row, { holder: 'two', epoch: 5 })
})

t.test('two holders never hold at the same time', async (t) => {
  const { leases, database } = makeRow({ holder: null, epoch: 0, until: 0 })
  const one = startLease(t, leases, 'one')
  await untilTrue(() => one.taken.length > 0, 'one holds')
  const two = startLease(t, leases, 'two')
  database.isAway = true
  await untilTrue(() => database.row.until < Date.now(), 'the lease runs out')
  const { failures } = database
  await untilTrue(() => database.failures > failures + 4, 'both have tried again')
  t.equal(one.lease.epoch, 1, 'a holder without answers keeps its calls')
  t.same(two.taken, [], 'a candidate without answers takes nothing')
  database.isAway = false
  await untilTrue(() => database.row.until > Date.now(), 'the lease is renewed')
  t.same(two.taken, [], 'the outage was not held against the holder')

  Object.assign(database.row, { holder: 'three', epoch: 2, until: Date.now() + 60_000 })
  await untilTrue(() => one.lost.length > 0, 'the holder reads the higher epoch')
  t.equal(one.lease.epoch, undefined)
})

t.test('an orderly stop lets the next one in at once', async (t) => {
  const { leases } = makeRow({ holder: null, epoch: 0, until: 0 })
  const one = startLease(t, leases, 'one')
  await untilTrue(() => one.taken.length > 0, 'one holds')
  await one.lease.stop()
  const two = startLease(t, leases, 'two')
  await untilTrue(() => two.taken.length > 0, 'two holds')
  t.same(two.taken, [2])
})
