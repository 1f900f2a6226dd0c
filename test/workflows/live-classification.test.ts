import t from 'tap'
import { makeConfirmed, ERIK, TOMAS, type SessionOnPaper } from './session-on-paper.ts'

const RATED = { module: { ...moduleOf(), ratingAllowed: true } }

function moduleOf() {
  return {
    requestsAllowed: true,
    recordingAllowed: true,
    codeUserScreenshots: false,
    ringSeconds: 45,
    maxCallSeconds: 3600,
  }
}

async function makeDone(details: object = RATED): Promise<SessionOnPaper> {
  const paper = await makeConfirmed(details)
  await paper.do('complete', ERIK)
  return paper
}

t.test('R23: a session is made internal and public again, and says so once each', async (t) => {
  const paper = await makeConfirmed()
  await paper.do('setVisibility', ERIK, { visibility: 'internal' })
  t.equal(paper.state.visibility, 'internal')
  await paper.do('setVisibility', ERIK, { visibility: 'internal' })
  await paper.do('setVisibility', ERIK, { visibility: 'public' })
  t.equal(paper.state.visibility, 'public')
  t.same(
    paper.story.filter((kind) => kind === 'visibility_changed'),
    ['visibility_changed', 'visibility_changed'],
  )
})

t.test('R24: labels are put on and taken off, each named in the history', async (t) => {
  const paper = await makeConfirmed()
  await paper.do('setLabels', ERIK, { labelIds: ['urgent', 'warranty', 'urgent'] })
  t.same(paper.state.labels, ['urgent', 'warranty'])
  await paper.do('setLabels', ERIK, { labelIds: ['warranty', 'oil'] })
  t.match(paper.changes.at(-1)?.history, [
    { kind: 'labels_changed', added: ['oil'], removed: ['urgent'] },
  ])
  await paper.do('setLabels', ERIK, { labelIds: ['oil', 'warranty'] })
  t.same(paper.changes.at(-1)?.history, [], 'another order is no change')
})

t.test('R25: the code user rates after DONE, and the last word counts', async (t) => {
  const paper = await makeDone()
  await paper.do('rate', TOMAS, { stars: 2 })
  await paper.do('rate', TOMAS, { stars: 5 })
  t.match(paper.state.rating, { stars: 5, participant: 'tomas' })
})

t.test('nobody rates before DONE, nor where the module asks for no rating', async (t) => {
  const early = await makeConfirmed(RATED)
  await t.rejects(early.do('rate', TOMAS, { stars: 5 }), { message: /status_not_allowed/ })
  const without = await makeDone({ module: moduleOf() })
  await t.rejects(without.do('rate', TOMAS, { stars: 5 }), { message: /rating_off/ })
  t.notOk(without.state.rating)
  await t.resolves((await makeDone()).do('rate', TOMAS, { stars: 5 }))
})
