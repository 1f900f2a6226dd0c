import t from 'tap'
import { Refused } from '../../workflows/refused.ts'
import {
  ANNA,
  arrive,
  ERIK,
  GIVEN,
  makeConfirmed,
  makeLive,
  TOMAS,
  type SessionOnPaper,
} from './session-on-paper.ts'

async function refusalOf(command: Promise<unknown>) {
  const error = await command.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return error instanceof Refused ? error.refusal : error
}

function reasonOf(paper: SessionOnPaper): string | undefined {
  return paper.changes.findLast((change) => change.endedCall)?.endedCall?.reason
}

t.test('R14: the responsible rings first, after 15 s all recipients', async (t) => {
  const paper = await makeConfirmed()
  await paper.do('startCall', TOMAS)
  t.same(paper.state.call?.rung, ['erik'])
  t.same(await refusalOf(paper.do('acceptCall', ANNA)), { code: 'not_ringing' })
  await paper.pass(15_000)
  t.same(paper.state.call?.rung, ['erik', 'anna'])
  t.same(paper.done.slice(-1), ['notify ringing: anna'])
})

t.test('all recipients ring at once when the responsible is away or busy', async (t) => {
  const away = await makeConfirmed()
  await away.do('startCall', TOMAS, { atScreen: ['anna'] })
  t.same(away.state.call?.rung, ['erik', 'anna'])
  t.equal(away.story.at(-1), 'call_started: nobody_at_a_screen')
  const busy = await makeConfirmed()
  await busy.do('startCall', TOMAS, { busy: ['erik'] })
  t.equal(busy.story.at(-1), 'call_started: responsible_busy')
})

t.test('the first accept wins, becomes responsible, and the rest read who', async (t) => {
  const paper = await makeConfirmed()
  await paper.do('startCall', TOMAS, { atScreen: [] })
  const [anna, erik] = await Promise.allSettled([
    paper.do('acceptCall', ANNA),
    paper.do('acceptCall', ERIK),
  ])
  t.equal(anna.status, 'fulfilled')
  t.same(erik.status === 'rejected' && erik.reason.refusal, { code: 'call_taken', by: 'anna' })
  t.equal(paper.state.responsible, 'anna')
  t.equal(paper.story.at(-1), 'call_accepted: first_accept_wins')
  t.ok(paper.done.includes('notify taken: erik'))
})

t.test('both press START: one call', async (t) => {
  const paper = await makeConfirmed()
  const [first, second] = await Promise.all([
    paper.do('startCall', TOMAS),
    paper.do('startCall', ERIK),
  ])
  t.equal(first?.call, 1)
  t.equal(second?.call, 1)
  t.equal(paper.state.call?.phase, 'live')
  t.equal(paper.done.filter((each) => each.startsWith('openRoom')).length, 1)
})

t.test('the code user is rung with every page', async (t) => {
  const paper = await makeConfirmed()
  await paper.do('startCall', ERIK)
  t.equal(paper.state.call?.rings, 'code_user')
  t.same(paper.state.call?.rung, ['tomas'])
  t.equal(paper.done.at(-1), 'notify ringing: code user')
  await paper.do('declineCall', TOMAS)
  t.equal(reasonOf(paper), 'declined')
  t.equal(paper.state.status, 'confirmed')
})

t.test('a decline by the responsible rings everybody else at once', async (t) => {
  const paper = await makeConfirmed()
  await paper.do('startCall', TOMAS)
  await paper.do('declineCall', ERIK)
  t.same(paper.state.call?.rung, ['anna'])
  await paper.do('declineCall', ANNA)
  t.equal(paper.state.call, null)
  t.equal(reasonOf(paper), 'declined')
})

t.test('a ring nobody answers is a missed call and leaves CONFIRMED', async (t) => {
  const paper = await makeConfirmed()
  await paper.do('startCall', TOMAS)
  await paper.pass(45_000)
  t.equal(reasonOf(paper), 'ring_timeout')
  t.equal(paper.state.status, 'confirmed')
  t.ok(paper.story.includes('call_missed'))
  t.equal(paper.done.at(-1), 'notify missed_call: erik, anna')
})

t.test('the caller hangs up before anybody answers', async (t) => {
  const paper = await makeConfirmed()
  await paper.do('startCall', TOMAS)
  await paper.do('endCall', TOMAS)
  t.equal(reasonOf(paper), 'caller_hangup')
  t.equal(paper.state.status, 'confirmed')
})

t.test('every hang-up names who hung up', async (t) => {
  const byEmployee = await makeLive()
  await byEmployee.do('endCall', ERIK)
  t.equal(reasonOf(byEmployee), 'employee_hangup')
  const byCodeUser = await makeLive()
  await byCodeUser.do('endCall', TOMAS)
  t.equal(reasonOf(byCodeUser), 'code_user_hangup')
  const byCompletion = await makeLive()
  await byCompletion.do('complete', ERIK)
  t.equal(reasonOf(byCompletion), 'completed_by_employee')
  t.equal(byCompletion.state.status, 'done')
})

t.test('a place is kept for a minute, then the call ends by network', async (t) => {
  const paper = await makeLive()
  await arrive(paper, 'tomas', false)
  await paper.pass(59_000)
  t.equal(paper.state.call?.phase, 'live')
  await arrive(paper, 'tomas')
  await paper.pass(59_000)
  t.equal(paper.state.call?.phase, 'live', 'back in time')
  await arrive(paper, 'tomas', false)
  await paper.pass(60_000)
  t.equal(reasonOf(paper), 'code_user_network_lost')
  t.equal(paper.state.status, 'done')
})

t.test('both away means both networks, nobody at all means nobody joined', async (t) => {
  const lost = await makeLive()
  await arrive(lost, 'tomas', false)
  await arrive(lost, 'erik', false)
  await lost.pass(60_000)
  t.equal(reasonOf(lost), 'both_network_lost')
  t.equal(lost.state.status, 'confirmed')
  const empty = await makeConfirmed()
  await empty.do('startCall', TOMAS)
  await empty.do('acceptCall', ERIK)
  await empty.pass(60_000)
  t.equal(reasonOf(empty), 'nobody_joined')
})

t.test('old news about a connection is ignored', async (t) => {
  const { presence } = await import('../../workflows/facts.ts')
  const paper = await makeLive()
  const tell = (epoch: number, seq: number, present: boolean) =>
    paper.session.apply(`fact:${epoch}:${seq}`, (decision) =>
      presence(decision, { call: 1, id: 'tomas', epoch, seq, present }),
    )
  t.ok(await tell(2, 1, true), 'a newer holder')
  t.notOk(await tell(1, 999, false), 'an older holder')
  t.notOk(await tell(2, 1, false), 'the same again')
  t.equal(paper.state.call?.presence['tomas']?.present, true)
})

t.test('the longest call ends by itself', async (t) => {
  const paper = await makeLive()
  await paper.pass(3_600_000)
  t.equal(reasonOf(paper), 'max_duration')
  t.equal(
    paper.story.find((line) => line.startsWith('call_ended')),
    'call_ended: max_duration',
  )
})

t.test('a lost gateway ends the call and the session can be started again', async (t) => {
  const { gatewayLost } = await import('../../workflows/facts.ts')
  const paper = await makeLive()
  const tell = (gateway: string) =>
    paper.session.apply('gateway-lost:1', (decision) => gatewayLost(decision, { call: 1, gateway }))
  t.notOk(await tell('gateway-9'), 'another gateway')
  t.ok(await tell('gateway-1'))
  t.equal(reasonOf(paper), 'gateway_lost')
  const { call } = await paper.do('startCall', TOMAS)
  t.equal(call, 2)
})

t.test('a command about an earlier call is refused', async (t) => {
  const paper = await makeLive()
  t.same(await refusalOf(paper.do('endCall', ERIK, { call: 7 })), { code: 'no_call' })
})

t.test('consent beside START counts for that call only', async (t) => {
  const paper = await makeConfirmed()
  await paper.do('startCall', TOMAS, { consent: GIVEN })
  t.same(
    paper.state.consents.map(({ call, decision }) => ({ call, decision })),
    [{ call: 1, decision: 'given' }],
  )
})
