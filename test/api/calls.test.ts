import t from 'tap'
import { paths } from '../../contract/paths.ts'
import type { CodeUserSessionView, EmployeeSessionView } from '../../contract/views.ts'
import type { Browser } from './browser.ts'
import { newKey } from './browser.ts'
import { confirmed, inCall, problem, viewOf } from './cast.ts'
import { makeService } from './service.ts'

const service = makeService(t)
const TEXT = { textVersion: 1, language: 'en' }

async function reads<View>(browser: Browser, id: string): Promise<View> {
  return viewOf<View>(await browser.get(paths.session(id)))
}

t.test('R7, R8: from CONFIRMED on either side calls, hanging up closes the session', async (t) => {
  const { id, phone, anna } = await confirmed(await service)
  const started = viewOf<CodeUserSessionView>(await phone.post(paths.calls(id)))
  t.match(started, { status: 'in_progress', call: { number: 1, phase: 'ringing' } })
  t.match(started.call?.ringing, { name: null, people: 3, atScreen: 0 }, 'nobody is at a screen')
  t.same(started.rules.call?.rung, [], 'who is rung is not for the person at the machine')
  const accepted = await anna.post(paths.acceptance(id, 1))
  t.match(accepted.json, { call: { phase: 'live', employees: [{ name: 'Anna' }], ringing: null } })
  const ended = await phone.post(paths.end(id, 1))
  t.match(ended.json, {
    status: 'done',
    call: null,
    calls: [{ number: 1, endReason: 'code_user_hangup', startedBy: { name: 'Tom' } }],
  })
  t.match((await reads<EmployeeSessionView>(anna, id)).calls[0], { durationMs: Number })
})

t.test('R14: an employee calls the person at the machine, who declines', async (t) => {
  const { id, phone, anna } = await confirmed(await service)
  t.match((await anna.post(paths.calls(id))).json, { call: { ringing: { people: 1 } } })
  const view = await reads<CodeUserSessionView>(phone, id)
  t.same(view.rules.call?.rung, [view.me.participantId])
  const declined = await phone.post(paths.decline(id, 1))
  t.match(declined.json, { status: 'confirmed', calls: [{ endReason: 'declined' }] })
})

t.test('both press START: one call, the second START accepts it', async (t) => {
  const { id, phone, anna } = await confirmed(await service)
  await Promise.all([phone.post(paths.calls(id)), anna.post(paths.calls(id))])
  const view = await reads<EmployeeSessionView>(anna, id)
  t.match(view.call, { number: 1, phase: 'live', employees: [{ name: 'Anna' }] })
})

t.test('who comes too late reads who took the call', async (t) => {
  const { id, phone, anna } = await confirmed(await service)
  const max = await (await service).browser().signIn('Max')
  await phone.post(paths.calls(id))
  await anna.post(paths.acceptance(id, 1))
  const late = await max.post(paths.acceptance(id, 1))
  t.match(problem(late), [409, { code: 'call_taken', by: { name: 'Anna' } }])
  t.match(problem(await max.post(paths.end(id, 1))), [409, { code: 'not_responsible' }])
  t.match(problem(await max.post(paths.calls(id))), [409, { code: 'not_responsible' }])
})

t.test('R12: recording needs the code user’s consent', async (t) => {
  const all = await service
  const { id, phone, anna } = await inCall(all)
  await phone.put(paths.recordingConsent(id, 1), { body: { decision: 'declined', ...TEXT } })
  t.match(problem(await anna.put(paths.recording(id, 1))), [409, { code: 'consent_declined' }])
  t.match(problem(await anna.post(paths.consentQuestion(id, 1))), [
    409,
    { code: 'consent_declined' },
  ])
  await phone.put(paths.recordingConsent(id, 1), { body: { decision: 'given', ...TEXT } })
  const on = await anna.put(paths.recording(id, 1))
  t.match(on.json, { call: { recording: 'on', recordingSince: Number } })
  t.match(problem(await phone.put(paths.recording(id, 1))), [409, { code: 'not_responsible' }])
  t.match((await anna.delete(paths.recording(id, 1))).json, { call: { recording: 'off' } })
})

t.test('stops reach the gateway before the workflow', async (t) => {
  const all = await service
  const { id, phone, anna } = await inCall(all)
  all.stops.length = 0
  await anna.put(paths.recording(id, 1))
  t.same(all.stops, [], 'a start does not')
  await anna.delete(paths.recording(id, 1))
  await anna.put(paths.recording(id, 1))
  await phone.put(paths.recordingConsent(id, 1), { body: { decision: 'withdrawn', ...TEXT } })
  await anna.post(paths.end(id, 1))
  t.same(
    all.stops.map(({ what, sessionId, call }) => ({ what, sessionId, call })),
    ['recording', 'consent', 'call'].map((what) => ({ what, sessionId: id, call: 1 })),
  )
})

t.test('nobody stops at the gateway what they may not stop', async (t) => {
  const all = await service
  const { id, phone, anna } = await inCall(all)
  const max = await all.browser().signIn('Max')
  await anna.put(paths.recording(id, 1))
  all.stops.length = 0
  t.equal((await max.post(paths.end(id, 1))).statusCode, 409)
  t.equal((await max.delete(paths.recording(id, 1))).statusCode, 409)
  t.equal((await phone.delete(paths.recording(id, 1))).statusCode, 409)
  const withdrawn = { body: { decision: 'withdrawn', ...TEXT } }
  t.equal((await anna.put(paths.recordingConsent(id, 1), withdrawn)).statusCode, 409)
  t.equal((await anna.post(paths.end(id, 2))).statusCode, 409)
  t.same(all.stops, [])
})

t.test('a repeated START is one call', async (t) => {
  const { id, phone } = await confirmed(await service)
  const key = newKey()
  const answers = await Promise.all([1, 2, 3].map(() => phone.post(paths.calls(id), { key })))
  t.same(
    answers.map(({ statusCode }) => statusCode),
    [200, 200, 200],
  )
  const other = await phone.post(paths.calls(id))
  t.match(problem(other), [409, { code: 'call_running' }])
})

t.test('consent comes with START and Accept, from the code user only', async (t) => {
  const all = await service
  const { id, phone, anna } = await confirmed(all)
  const body = { consent: { decision: 'declined', ...TEXT } }
  const wrong = await anna.post(paths.calls(id), { body })
  t.match(problem(wrong), [400, { errors: [{ pointer: '/consent' }] }])
  t.equal((await reads<EmployeeSessionView>(anna, id)).call, null)
  const view = viewOf<CodeUserSessionView>(await phone.post(paths.calls(id), { body }))
  t.equal(view.rules.consent, 'declined')
})

t.test('a browser that waits to be admitted starts and accepts nothing', async (t) => {
  const all = await service
  const { id, anna } = await confirmed(all)
  const other = all.browser()
  await other.openCode('PRESS-7')
  t.match(problem(await other.post(paths.calls(id))), [409, { code: 'not_participant' }])
  await other.post(paths.claim(id))
  t.match(problem(await other.post(paths.calls(id))), [409, { code: 'not_participant' }])
  await anna.post(paths.calls(id))
  t.match(problem(await other.post(paths.acceptance(id, 1))), [409, { code: 'not_participant' }])
})

t.test('bad input about calls is pointed at and changes nothing', async (t) => {
  const { id, phone, anna } = await confirmed(await service)
  const path = paths.recordingConsent(id, 1)
  const pointer = async (body: unknown) => (await phone.put(path, { body })).json
  t.match(await pointer({}), { code: 'invalid', errors: [{ pointer: '/decision' }] })
  t.match(await pointer({ decision: 'maybe', ...TEXT }), { errors: [{ pointer: '/decision' }] })
  t.match(await pointer({ decision: 'given', ...TEXT, textVersion: '1' }), {
    errors: [{ pointer: '/textVersion' }],
  })
  const zero = await anna.post(paths.acceptance(id, 0))
  t.match(problem(zero), [400, { errors: [{ pointer: '/params/call' }] }])
  t.match(problem(await anna.post(paths.acceptance(id, 9))), [409, { code: 'no_call' }])
  t.match(await reads<EmployeeSessionView>(anna, id), { rev: 2, call: null })
})
