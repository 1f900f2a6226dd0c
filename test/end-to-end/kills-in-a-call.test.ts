import t from 'tap'
import { paths } from '../../contract/paths.ts'
import type { ArtefactView } from '../../contract/views.ts'
import {
  findSession,
  frameRateDuring,
  makeCall,
  SMOOTH_FRAMES_A_SECOND,
  startRecording,
} from './calls.ts'
import type { Employee } from './people.ts'
import type { Stage } from './stage.ts'

const LIMIT = { timeout: 300_000 }

t.test('the api killed in a call: the picture goes on, hanging up works', LIMIT, async (t) => {
  const { stage, erik, tomas } = await makeCall(t)
  const before = stage.pidOf('api')
  const rate = await frameRateDuring(erik, async () => {
    stage.kill('api')
    await stage.untilBack('api', before)
  })
  t.ok(rate > SMOOTH_FRAMES_A_SECOND, `${rate.toFixed(0)} frames a second while the api was away`)
  await erik.seesRemote()
  await erik.press('hangUp')
  await Promise.all([erik.untilStatus('done'), tomas.untilStatus('done')])
  const { calls } = await findSession(erik)
  t.equal(calls.length, 1, 'the same call throughout')
  t.equal(calls[0]?.endReason, 'employee_hangup')
})

t.test('the worker killed in a recorded call: it is stored once', LIMIT, async (t) => {
  const { stage, erik, tomas } = await makeCall(t)
  await startRecording(erik, tomas)
  await tomas.page.waitForTimeout(3000)
  const before = stage.pidOf('worker')
  await erik.press('hangUp')
  stage.kill('worker')
  await stage.untilBack('worker', before)
  await erik.untilStatus('done')
  await erik.openRecordings()
  await erik.untilRecording(1, 'ready')
  const { items } = await erik.fetchJson<{ items: ArtefactView[] }>(paths.artefacts(1))
  t.equal(items.length, 1)
})

t.test('Janus killed in a recorded call: partial, and startable again', LIMIT, async (t) => {
  const { stage, erik, tomas } = await makeCall(t)
  await startRecording(erik, tomas)
  await tomas.page.waitForTimeout(5000)
  const before = stage.pidOf('janus')
  stage.kill('janus')
  await Promise.all([erik.untilStatus('confirmed'), tomas.untilStatus('confirmed')])
  const { calls } = await findSession(erik)
  t.equal(calls[0]?.endReason, 'gateway_lost')
  await erik.openRecordings()
  await erik.untilRecording(1, 'partial')
  await stage.untilBack('janus', before)
  await tomas.press('startCall')
  await erik.accept()
  await erik.seesRemote()
  t.pass('called again')
})

t.test('Postgres stopped under a call: it goes on and settles', LIMIT, async (t) => {
  const { stage, erik, tomas } = await makeCall(t)
  const pids = [stage.pidOf('api'), stage.pidOf('worker')]
  const before = stage.pidOf('postgres')
  const rate = await frameRateDuring(erik, async () => {
    stage.kill('postgres', 'SIGQUIT')
    await stage.untilBack('postgres', before)
  })
  t.ok(rate > SMOOTH_FRAMES_A_SECOND, `${rate.toFixed(0)} frames a second while Postgres was away`)
  await erik.press('hangUp')
  await Promise.all([erik.untilStatus('done'), tomas.untilStatus('done')])
  t.same([stage.pidOf('api'), stage.pidOf('worker')], pids, 'no process died')
})

t.test('Temporal stopped: withdrawn consent stops the recorder at once', LIMIT, async (t) => {
  const { stage, erik, tomas } = await makeCall(t)
  await startRecording(erik, tomas)
  stage.kill('temporal', 'SIGSTOP')
  await tomas.use('takeBackConsent')
  await tomas.recordingSymbol.waitFor({ state: 'detached' })
  await erik.recordingSymbol.waitFor({ state: 'detached' })
  t.pass('both sides see that nothing is recorded any more')
  await erik.seesRemote()
  stage.kill('temporal', 'SIGCONT')
  await untilConsentIsWithdrawn(stage, erik)
})

async function untilConsentIsWithdrawn(stage: Stage, erik: Employee): Promise<void> {
  await stage.until(
    'the row says that consent was taken back',
    async () => (await findSession(erik)).consent?.decision === 'withdrawn',
    60_000,
  )
}
