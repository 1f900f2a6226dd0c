import { mock } from 'node:test'
import t, { type Test } from 'tap'
import type { ServerLiveMessage } from '../../contract/live-messages.ts'
import { Rings } from '../../web/foundation/rings.ts'
import { makeLive } from './live.ts'

function ring(id: string, isRung = true): ServerLiveMessage {
  const about = { deviceLabel: 'Vacuum packer VT 80', callerName: 'Luca Ferri', reason: null }
  return { type: 'callStarted', id, number: 1039, call: 1, isRung, ringsUntil: 45_000, ...about }
}

function ended(id: string, why: 'taken' | 'over' | 'not_rung', by: string | null = null) {
  return { type: 'callEnded', id, call: 1, why, by } as const
}

function makeRings(t: Test) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  t.teardown(() => mock.timers.reset())
  const live = makeLive()
  return { live, rings: new Rings(live) }
}

t.test('R14: a call that rings here is shown until it ends', async (t) => {
  const { live, rings } = makeRings(t)
  live.say(ring('vt-80'))
  t.equal(rings.current.value?.callerName, 'Luca Ferri')
  live.say(ended('vt-80', 'over'))
  t.equal(rings.current.value, null)
  t.equal(rings.taken.value, null)
})

t.test('a call that rings elsewhere is not shown', async (t) => {
  const { live, rings } = makeRings(t)
  live.say(ring('vt-80', false))
  t.equal(rings.current.value, null)
})

t.test('one dialog at a time, further calls wait', async (t) => {
  const { live, rings } = makeRings(t)
  live.say(ring('vt-80'))
  live.say(ring('kp-220'))
  t.equal(rings.current.value?.id, 'vt-80')
  rings.stop({ id: 'vt-80', call: 1 })
  t.equal(rings.current.value?.id, 'kp-220')
})

t.test('whoever took the call is named in its place for a moment', async (t) => {
  const { live, rings } = makeRings(t)
  live.say(ring('vt-80'))
  live.say(ended('vt-80', 'taken', 'Erik Olsen'))
  t.equal(rings.current.value, null)
  t.same(rings.taken.value, { number: 1039, by: 'Erik Olsen' })
  mock.timers.tick(5_000)
  t.equal(rings.taken.value, null)
})

t.test('a page that hears nothing more stops ringing by itself', async (t) => {
  const { live, rings } = makeRings(t)
  live.say(ring('vt-80'))
  mock.timers.tick(49_000)
  t.equal(rings.current.value?.id, 'vt-80')
  mock.timers.tick(1_000)
  t.equal(rings.current.value, null)
})

t.test('after a lost connection only what is told again rings', async (t) => {
  const { live, rings } = makeRings(t)
  live.say(ring('vt-80'))
  live.say(ring('kp-220'))
  live.say({ type: 'hello', instance: 'api-2' })
  live.say(ring('kp-220'))
  t.equal(rings.current.value?.id, 'kp-220')
  rings.stop({ id: 'kp-220', call: 1 })
  t.equal(rings.current.value, null)
})
