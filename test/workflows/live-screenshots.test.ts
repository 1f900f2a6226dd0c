import t from 'tap'
import { MOST_SCREENSHOTS } from '../../domain/screenshot.ts'
import { Refused } from '../../workflows/refused.ts'
import { ERIK, makeLive, SessionOnPaper, TOMAS } from './session-on-paper.ts'

async function refusalOf(command: Promise<unknown>) {
  const error = await command.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return error instanceof Refused ? error.refusal.code : error
}

/** Call 1 with two screenshots of Erik's. */
async function makeWithTwo(): Promise<SessionOnPaper> {
  const paper = await makeLive()
  await paper.do('registerScreenshot', ERIK)
  await paper.do('registerScreenshot', ERIK, { screenshotId: 'shot-2', width: 640, height: 480 })
  return paper
}

t.test('R16: a screenshot belongs to the call and is coming from then on', async (t) => {
  const paper = await makeWithTwo()
  t.same(paper.state.call?.screenshots, [
    { id: 'shot-1', number: 1, width: 1280, height: 720 },
    { id: 'shot-2', number: 2, width: 640, height: 480 },
  ])
  t.same(
    paper.changes.flatMap(({ newArtefacts }) => newArtefacts),
    [
      { id: 'shot-1', kind: 'screenshot', call: 1, position: 1 },
      { id: 'shot-2', kind: 'screenshot', call: 1, position: 2 },
    ],
  )
  t.same(paper.story.slice(-2), ['screenshot_taken', 'screenshot_taken'])
})

t.test('R16: editing ends with the call, then they are stored, and both are told', async (t) => {
  const paper = await makeWithTwo()
  await paper.do('endCall', TOMAS)
  t.ok(paper.done.includes('storeScreenshots 1: shot-1, shot-2'))
  t.equal(paper.story.at(-1), 'screenshots_stored: uploaded_after_call')
  t.notOk('screenshots' in paper.state, 'nothing is left to store')
  t.equal(paper.done.at(-1), 'notify screenshots_ready: erik, code user')
  t.equal(await refusalOf(paper.do('registerScreenshot', ERIK)), 'no_call')
})

t.test('a session does not rest before its screenshots are stored', async (t) => {
  const paper = await makeWithTwo()
  let finish = (): void => undefined
  paper.storing = new Promise((resolve) => (finish = resolve))
  await paper.do('endCall', ERIK)
  t.notOk(paper.session.isQuiet)
  finish()
  await paper.settle()
  t.ok(paper.session.isQuiet)
})

t.test('a run that goes on from its row stores the screenshots that were left', async (t) => {
  const paper = await makeWithTwo()
  await paper.do('endCall', ERIK)
  const before = paper.changes.find(({ next }) => next.screenshots)?.next
  if (!before) throw new Error('the call left no screenshots to store')
  const later = new SessionOnPaper(before)
  later.session.resume()
  await later.settle()
  t.equal(later.done[0], 'storeScreenshots 1: shot-1, shot-2')
})

t.test('a call without screenshots stores none', async (t) => {
  const paper = await makeLive()
  await paper.do('endCall', ERIK)
  t.notOk(paper.done.some((each) => each.startsWith('storeScreenshots')))
})

t.test('a picture that could not be kept is a line of the history', async (t) => {
  const paper = await makeWithTwo()
  paper.storedScreenshots = { stored: 0, failed: 2 }
  await paper.do('endCall', ERIK)
  t.equal(paper.story.at(-1), 'screenshot_failed')
  t.notOk(
    paper.done.some((each) => each.includes('screenshots_ready')),
    'nobody is told',
  )
})

t.test('a code user takes screenshots where the module lets them', async (t) => {
  const plain = await makeLive()
  t.equal(await refusalOf(plain.do('registerScreenshot', TOMAS)), 'not_responsible')
  const module = { ...plain.state.module, codeUserScreenshots: true }
  const allowed = await makeLive({ module })
  await allowed.do('registerScreenshot', TOMAS)
  t.equal(allowed.state.call?.screenshots?.length, 1)
})

t.test('there is a limit to the screenshots of a call', async (t) => {
  const paper = await makeLive()
  for (let number = 1; number <= MOST_SCREENSHOTS; number += 1) {
    await paper.do('registerScreenshot', ERIK, { screenshotId: `shot-${number}` })
  }
  t.equal(await refusalOf(paper.do('registerScreenshot', ERIK)), 'too_many')
})
