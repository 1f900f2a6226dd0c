import { createHash } from 'node:crypto'
import t from 'tap'
import type { ConsentEvidence } from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import type { CodeUserSessionView } from '../../contract/views.ts'
import { addConsentTexts } from '../../db/consents.ts'
import type { Browser } from './browser.ts'
import { inCall, requested, viewOf } from './cast.ts'
import { makeService } from './service.ts'

const service = makeService(t)
const WORDS = 'We record to learn.'
const TEXT = { textVersion: 1, language: 'en' }
/** What every decision about these words is proved with. */
const PROOF = {
  ...TEXT,
  text: WORDS,
  textHash: createHash('sha256').update(WORDS).digest('hex'),
}

/** Tom has agreed in his request. */
async function agreedInCall() {
  const people = await inCall(await service)
  const { me } = viewOf<CodeUserSessionView>(await people.phone.get(paths.session(people.id)))
  return { ...people, tom: me.participantId }
}

async function decisionsOf(reader: Browser, id: string) {
  return viewOf<ConsentEvidence>(await reader.get(paths.consentEvidence(id))).decisions
}

/** What was decided, without the moment; that is checked to lie between the decision's sides. */
function untimed(decisions: ConsentEvidence['decisions']) {
  return decisions.map(({ at: _, ...decision }) => decision)
}

t.test('a decision is proved with the words that were decided about', async (t) => {
  const all = await service
  const { session, phone } = await requested(all)
  const { db, templateId } = all.town
  await addConsentTexts(db, { templateId, version: 2, texts: { en: 'Other words.' } })
  const anna = await all.browser().signIn('Anna')
  const path = paths.consentEvidence(session.id)
  t.match(viewOf<ConsentEvidence>(await anna.get(path)), {
    session: { id: session.id, number: session.number },
    requesterName: 'Tom',
    decisions: [{ call: null, decision: 'given', channel: 'request', ...PROOF }],
  })
  const paul = await all.browser().signIn('Paul')
  t.equal((await paul.get(path)).statusCode, 404, 'another department')
  t.equal((await phone.get(path)).statusCode, 404, 'a code user')
})

t.test('given and taken back in the call is proved, each with its moment', async (t) => {
  const { id, phone, anna, tom } = await agreedInCall()
  const path = paths.recordingConsent(id, 1)
  for (const decision of ['declined', 'given', 'withdrawn']) {
    const before = Date.now()
    viewOf(await phone.put(path, { body: { decision, ...TEXT } }))
    const { at = 0 } = (await decisionsOf(anna, id)).at(-1) ?? {}
    t.ok(at >= before && at <= Date.now(), `when ${decision}`)
  }
  t.same(untimed(await decisionsOf(anna, id)), [
    { call: null, decision: 'given', channel: 'request', participantId: tom, ...PROOF },
    { call: 1, decision: 'declined', channel: 'call', participantId: tom, ...PROOF },
    { call: 1, decision: 'given', channel: 'call', participantId: tom, ...PROOF },
    { call: 1, decision: 'withdrawn', channel: 'call', participantId: tom, ...PROOF },
  ])
})

t.test('taken back after the call is proved, what was recorded goes', async (t) => {
  const { id, phone, anna, tom } = await agreedInCall()
  viewOf(await anna.put(paths.recording(id, 1)))
  viewOf(await phone.post(paths.end(id, 1)))
  const body = { decision: 'withdrawn', recorded: 'delete', ...TEXT }
  viewOf(await phone.put(paths.recordingConsent(id, 1), { body }))
  t.same(untimed(await decisionsOf(anna, id)).slice(1), [
    { call: 1, decision: 'withdrawn', channel: 'afterwards', participantId: tom, ...PROOF },
  ])
  const { items } = viewOf<{ items: { kind: string }[] }>(await anna.get(paths.history(id)))
  t.ok(
    items.some(({ kind }) => kind === 'recording_deleted'),
    'and the history says that it went',
  )
})
