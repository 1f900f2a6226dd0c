import t from 'tap'
import { ERIK, makeConfirmed, makeLive, SessionOnPaper, TOMAS } from './session-on-paper.ts'

const ADA = { kind: 'employee', id: 'ada', role: 'administrator', relation: 'overseer' } as const

async function makeRecorded(): Promise<SessionOnPaper> {
  const paper = await makeLive()
  await paper.do('setConsent', TOMAS)
  await paper.do('startRecording', ERIK)
  await paper.do('endCall', ERIK)
  return paper
}

t.test('an administrator has the data of a session that is over erased', async (t) => {
  const paper = await makeRecorded()
  await paper.do('erase', ADA)
  t.same(paper.done.slice(-2), ['eraseSession', 'deleteRecorded 1'])
  t.same(paper.story.slice(-2), ['erasure_started', 'data_erased'])
  t.match(paper.state, { recordings: [], media: [], erasedAt: paper.now })
  t.notOk(paper.state.erasure)
  t.equal(paper.state.consents.length, 1, 'what was decided stays')
})

t.test('nobody else does, and not while the session is open', async (t) => {
  const paper = await makeRecorded()
  await t.rejects(paper.do('erase', ERIK), { message: /not_responsible/ })
  await t.rejects(paper.do('erase', TOMAS), { message: /not_responsible/ })
  const open = await makeConfirmed()
  await t.rejects(open.do('erase', ADA), { message: /status_not_allowed/ })
  await t.resolves(paper.do('erase', ADA))
})

t.test('a run that ends before all is erased is gone on with by the next', async (t) => {
  const paper = await makeRecorded()
  paper.failing.add('eraseSession')
  await paper.do('erase', ADA)
  t.match(paper.state.erasure, { calls: [{ call: 1, gateway: 'gateway-1' }] })
  t.notOk(paper.session.isQuiet, 'the run waits for it')
  const next = new SessionOnPaper(paper.state)
  next.session.resume()
  await next.settle()
  t.same(next.done, ['eraseSession', 'deleteRecorded 1'])
  t.same(next.story, ['data_erased'])
  t.ok(next.session.isQuiet)
})

t.test('what is still being stored when it is erased is not kept', async (t) => {
  const paper = await makeLive()
  await paper.do('setConsent', TOMAS)
  await paper.do('startRecording', ERIK)
  let release = () => undefined as void
  paper.storing = new Promise((resolve) => (release = resolve))
  await paper.do('endCall', ERIK)
  await paper.do('erase', ADA)
  t.equal(paper.done.filter((line) => line === 'deleteRecorded 1').length, 1)
  release()
  await paper.settle()
  t.equal(paper.done.filter((line) => line === 'deleteRecorded 1').length, 2)
  t.notOk(paper.story.includes('recording_stored'))
})
