import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { paths } from '../../contract/paths.ts'
import { makeCreator } from '../support/session-creator.ts'
import {
  findSession,
  frameRateDuring,
  makeCall,
  SMOOTH_FRAMES_A_SECOND,
  startRecording,
} from './calls.ts'
import type { Stage } from './stage.ts'

const LIMIT = { timeout: 300_000 }

t.test('the api away for 40 s: the same call goes on', LIMIT, async (t) => {
  const { stage, erik, tomas } = await makeCall(t)
  const rate = await frameRateDuring(erik, () => stage.keepAway('api', 40_000))
  t.ok(rate > SMOOTH_FRAMES_A_SECOND, `${rate.toFixed(0)} frames a second without the api`)
  await startRecording(erik, tomas)
  t.pass('both pages are back and hear each other')
  await erik.press('hangUp')
  await Promise.all([erik.untilStatus('done'), tomas.untilStatus('done')])
  const { calls } = await findSession(erik)
  t.equal(calls.length, 1, 'the same call')
  t.equal(calls[0]?.endReason, 'employee_hangup')
})

for (const [how, away] of [
  ['away', (stage: Stage) => stage.keepAway('api', 25_000)],
  ['stopped', (stage: Stage) => stage.hold('api', () => wait(25_000))],
] as const) {
  const title = `the api ${how} for longer than the reclaim time: the call is lost`
  t.test(title, LIMIT, async (t) => {
    const { stage, erik, tomas } = await makeCall(t, { LOTSE_RECLAIM_SECONDS: '15' })
    await startRecording(erik, tomas)
    await tomas.page.waitForTimeout(5_000)
    await away(stage)
    await Promise.all([erik.untilStatus('confirmed'), tomas.untilStatus('confirmed')])
    const { calls } = await findSession(erik)
    t.equal(calls[0]?.endReason, 'gateway_lost')
    await erik.openRecordings()
    await erik.untilRecording(1, 'partial')
    t.pass('what was recorded is kept as partial')
    await tomas.press('startCall')
    await erik.accept()
    await erik.seesRemote()
    t.pass('called again')
  })
}

t.test('Temporal away for 20 s: all settles afterwards', LIMIT, async (t) => {
  const { stage, erik, tomas } = await makeCall(t)
  await startRecording(erik, tomas)
  const create = await makeCreator(stage.run)
  const key = 'while-temporal-is-away'
  const rate = await frameRateDuring(erik, () =>
    stage.hold('temporal', async () => {
      const until = wait(20_000)
      const refused = await create(key)
      t.equal(refused.status, 503)
      t.match(refused.headers.get('retry-after'), /^\d+$/, 'when to come back')
      await tomas.use('takeBackConsent')
      for (const person of [tomas, erik])
        await person.recordingSymbol.waitFor({ state: 'detached' })
      t.pass('withdrawn consent takes the recorder off at once')
      await until
    }),
  )
  t.ok(rate > SMOOTH_FRAMES_A_SECOND, `${rate.toFixed(0)} frames a second without Temporal`)
  await stage.until('the same key creates the session', async () => {
    return (await create(key)).status === 201
  })
  await stage.until('consent is withdrawn for good', async () => {
    return (await findSession(erik)).consent?.decision === 'withdrawn'
  })
  await erik.press('hangUp')
  await Promise.all([erik.untilStatus('done'), tomas.untilStatus('done')])
  const { items } = await erik.fetchJson<{ items: { number: number }[] }>(paths.sessions)
  t.same(items.map(({ number }) => number).toSorted(), [1, 2], 'created once')
})
