import t from 'tap'
import { mediaStopped } from '../../workflows/facts.ts'
import { Refused } from '../../workflows/refused.ts'
import { ERIK, GIVEN, makeConfirmed, makeLive, SessionOnPaper, TOMAS } from './session-on-paper.ts'

const WITHDRAWN = { decision: 'withdrawn' } as const

async function refusalOf(command: Promise<unknown>) {
  const error = await command.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return error instanceof Refused ? error.refusal : error
}

async function makeRecorded(): Promise<SessionOnPaper> {
  const paper = await makeLive({ consent: GIVEN })
  await paper.do('startRecording', ERIK)
  return paper
}

t.test('R12: Record while undecided asks, Allow starts it', async (t) => {
  const paper = await makeLive()
  t.same(await refusalOf(paper.do('startRecording', ERIK)), { code: 'consent_required' })
  await paper.do('askConsent', ERIK)
  t.equal(paper.state.call?.recording, 'asked')
  await paper.do('setConsent', TOMAS)
  t.equal(paper.state.call?.recording, 'on')
  t.ok(paper.done.includes('startRecorder 1'))
  t.same(paper.story.slice(-2), ['consent_given', 'recording_started: module_on_and_consent_given'])
})

t.test('no answer in a minute is a no, and may be asked again', async (t) => {
  const paper = await makeLive()
  await paper.do('askConsent', ERIK)
  await paper.pass(60_000)
  t.equal(paper.state.call?.recording, 'off')
  t.equal(paper.story.at(-1), 'consent_declined: question_unanswered')
  await paper.do('askConsent', ERIK)
  t.equal(paper.state.call?.recording, 'asked')
})

t.test('a person who said no is not asked again', async (t) => {
  const paper = await makeLive()
  await paper.do('askConsent', ERIK)
  await paper.do('setConsent', TOMAS, { decision: 'declined' })
  t.equal(paper.state.call?.recording, 'off')
  t.same(await refusalOf(paper.do('askConsent', ERIK)), { code: 'consent_declined' })
})

t.test('consent in the request covers the first accepted call only', async (t) => {
  const paper = await makeRecorded()
  await paper.do('endCall', TOMAS)
  await paper.do('reopen', ERIK)
  await paper.do('startCall', TOMAS)
  await paper.do('acceptCall', ERIK, { call: 2 })
  t.same(await refusalOf(paper.do('startRecording', ERIK, { call: 2 })), {
    code: 'consent_required',
  })
})

t.test('consent of one browser does not cover the call of another', async (t) => {
  const paper = await makeConfirmed({ consent: GIVEN })
  await paper.do(
    'claim',
    { kind: 'code_user', id: 'marta', relation: 'device' },
    { participantId: 'marta', via: 'join_link' },
  )
  await paper.do('startCall', { kind: 'code_user', id: 'marta', relation: 'participant' })
  await paper.do('acceptCall', ERIK)
  t.same(await refusalOf(paper.do('startRecording', ERIK)), { code: 'consent_required' })
})

t.test('a module without recording refuses consent and recorder', async (t) => {
  const module = {
    requestsAllowed: true,
    recordingAllowed: false,
    codeUserScreenshots: false,
    ringSeconds: 45,
    maxCallSeconds: 3600,
  }
  const paper = await makeLive({ module })
  t.same(await refusalOf(paper.do('setConsent', TOMAS)), { code: 'recording_off' })
  t.same(await refusalOf(paper.do('startRecording', ERIK)), { code: 'recording_off' })
})

t.test('R15: hanging up stores the recording and tells both', async (t) => {
  const paper = await makeRecorded()
  await paper.do('endCall', ERIK)
  t.equal(paper.changes.find(({ newArtefacts }) => newArtefacts.length)?.newArtefacts[0]?.call, 1)
  t.same(paper.done.slice(-3), [
    'finishCall 1',
    'storeRecording 1',
    'notify recording_ready: erik, code user',
  ])
  t.same(paper.state.media, [])
  t.equal(paper.state.recordings.length, 1)
  t.equal(paper.story.at(-1), 'recording_stored: uploaded_after_call')
})

t.test('a call that was never recorded leaves no artefact', async (t) => {
  const paper = await makeLive({ consent: GIVEN })
  await paper.do('endCall', ERIK)
  t.notOk(paper.changes.some(({ newArtefacts }) => newArtefacts.length > 0))
  t.notOk(paper.done.some((each) => each.startsWith('storeRecording')))
})

t.test('recording twice in a call makes two segments of one artefact', async (t) => {
  const paper = await makeRecorded()
  await paper.pass(5000)
  await paper.do('stopRecording', ERIK)
  await paper.pass(5000)
  await paper.do('startRecording', ERIK)
  t.same(paper.state.call?.segments, [
    { startedAt: paper.now - 10_000, stoppedAt: paper.now - 5000 },
    { startedAt: paper.now, stoppedAt: null },
  ])
  t.ok(paper.done.includes('stopRecorder 1'))
})

t.test('taking consent back stops, asks, and deletes when nobody answers', async (t) => {
  const paper = await makeRecorded()
  await paper.do('setConsent', TOMAS, WITHDRAWN)
  t.equal(paper.state.call?.recording, 'off')
  t.ok(paper.done.includes('stopRecorder 1'))
  t.ok(paper.state.deletionQuestion)
  await paper.pass(60_000)
  t.equal(paper.state.deletionQuestion, null)
  t.equal(paper.done.at(-1), `deleteRecorded 1 until ${paper.now}`, 'what comes later stays')
  await paper.do('endCall', ERIK)
  t.notOk(paper.done.some((each) => each.startsWith('storeRecording')))
})

t.test('what was recorded can be kept after consent was taken back', async (t) => {
  const paper = await makeRecorded()
  await paper.do('setConsent', TOMAS, WITHDRAWN)
  await paper.do('endCall', ERIK)
  t.notOk(paper.done.includes('storeRecording 1'), 'nothing is stored before the answer')
  await paper.do('setConsent', TOMAS, { ...WITHDRAWN, recorded: 'keep' })
  t.equal(paper.done.filter((each) => each === 'storeRecording 1').length, 1)
  t.equal(paper.state.recordings.length, 1)
})

t.test('consent taken back after the call deletes what was stored', async (t) => {
  const paper = await makeRecorded()
  await paper.do('endCall', ERIK)
  await paper.do('setConsent', TOMAS, { ...WITHDRAWN, recorded: 'delete' })
  t.equal(paper.done.at(-1), 'deleteRecorded 1')
  t.same(paper.state.recordings, [])
  t.same(await refusalOf(paper.do('setConsent', TOMAS, WITHDRAWN)), { code: 'consent_required' })
})

t.test('a recording that could not be stored can be deleted', async (t) => {
  const paper = await makeRecorded()
  paper.stored = { state: 'failed', reason: 'unreadable' }
  await paper.do('endCall', ERIK)
  await paper.do('setConsent', TOMAS, { ...WITHDRAWN, recorded: 'delete' })
  t.equal(paper.done.at(-1), 'deleteRecorded 1')
})

t.test('deleting while it is being stored deletes what was stored', async (t) => {
  const paper = await makeRecorded()
  let finish = (): void => undefined
  paper.storing = new Promise((resolve) => (finish = resolve))
  await paper.do('endCall', ERIK)
  await paper.do('setConsent', TOMAS, { ...WITHDRAWN, recorded: 'delete' })
  t.equal(paper.done.at(-1), 'deleteRecorded 1')
  finish()
  await paper.settle()
  t.same(paper.done.slice(-2), ['deleteRecorded 1', 'deleteRecorded 1'])
  t.same([paper.state.media, paper.state.recordings], [[], []])
})

t.test('a recording without media says so and tells nobody', async (t) => {
  const paper = await makeRecorded()
  paper.stored = { state: 'none' }
  await paper.do('endCall', ERIK)
  t.equal(paper.story.at(-1), 'recording_failed: uploaded_after_call')
  t.equal(paper.done.at(-1), 'storeRecording 1')
})

t.test('a recorder already stopped at the gateway is off here too', async (t) => {
  const paper = await makeRecorded()
  await paper.session.apply('media-stopped', (decision) =>
    mediaStopped(decision, { call: 1, at: paper.now }),
  )
  t.equal(paper.state.call?.recording, 'off')
})

t.test('a run that goes on from its row stores what was left', async (t) => {
  const paper = await makeRecorded()
  await paper.do('endCall', ERIK)
  const before = paper.changes.find(({ next }) => next.media.length > 0)?.next
  if (!before) throw new Error('the call left no media to store')
  const later = new SessionOnPaper(before)
  later.session.resume()
  await later.settle()
  t.same(later.done.slice(0, 2), ['finishCall 1', 'storeRecording 1'])
})
