import t from 'tap'
import type { Draft } from '../../web/code-user/request/draft.ts'
import { prefillOf, prefillOfDraft } from '../../web/code-user/request/prefill.ts'
import { errorsOf, fieldOf, requestOf, stepsOf } from '../../web/code-user/request/steps.ts'
import { recordedCall } from '../../web/code-user/session/consent.ts'
import { loadTexts } from '../../web/foundation/language.ts'
import { codeView } from './canned-code-user.ts'
import { artefacts, liveCall } from './canned-session.ts'

const NOW = Date.UTC(2026, 10, 23, 10, 26)
const VIEW = codeView(NOW)
const [FLOW = { id: '', version: 1, title: '', steps: [] }] = VIEW.flows

const DRAFT: Draft = {
  answers: { reason: 'Cartons jam', requester: 'Tomáš Novák' },
  labels: [],
  consent: 'given',
  email: '',
  ref: '',
  buttonId: null,
  draftId: null,
  assistant: null,
  flow: null,
}

function step(id: string) {
  const found = stepsOf(FLOW, VIEW).find((each) => each.id === id)
  if (!found) throw new Error(`no step ${id}`)
  return found
}

t.before(() => loadTexts('en'))

t.test('R4: the flow says which screens there are', async (t) => {
  const ids = (steps: { id: string }[]) => steps.map(({ id }) => id)
  t.same(ids(stepsOf(FLOW, VIEW)), ['reason', 'requester', 'consent'])
  const isNeverRecorded = { ...VIEW, recordingAllowed: false }
  t.same(ids(stepsOf(FLOW, isNeverRecorded)), ['reason', 'requester'], 'R12: nothing to agree to')
  const nameless = { ...FLOW, steps: FLOW.steps.filter(({ kind }) => kind !== 'requester') }
  t.same(ids(stepsOf(nameless, VIEW)), ['reason', 'contact', 'consent'])
})

t.test('what is missing or wrong is said at its field', async (t) => {
  t.same(errorsOf(step('reason'), DRAFT), {})
  t.hasProp(errorsOf(step('reason'), { ...DRAFT, answers: { reason: '  ' } }), 'reason')
  t.hasProp(errorsOf(step('consent'), { ...DRAFT, consent: null }), 'consent')
  t.hasProp(errorsOf(step('requester'), { ...DRAFT, email: 't.novak@' }), 'email')
  t.same(errorsOf(step('requester'), { ...DRAFT, email: 't.novak@nordhafen.example' }), {})
  t.equal(fieldOf('/answers/reason'), 'reason')
  t.equal(fieldOf('/email'), 'email')
})

t.test('the request holds what was answered, and the text that was agreed to', async (t) => {
  const parts = { view: VIEW, flow: FLOW, steps: stepsOf(FLOW, VIEW), language: 'de' }
  t.same(requestOf({ ...DRAFT, answers: { ...DRAFT.answers, stray: 'x' } }, parts), {
    flowId: 'flow-1',
    flowVersion: 4,
    code: 'KP220L3',
    answers: { reason: 'Cartons jam', requester: 'Tomáš Novák' },
    language: 'de',
    consent: { decision: 'given', textVersion: 3, language: 'en' },
  })
  t.notOk('consent' in requestOf({ ...DRAFT, consent: null }, parts), 'undecided stays undecided')
})

t.test('an assistant fills in a start, and never the consent', async (t) => {
  const prefill = prefillOf(`#reason=${'x'.repeat(600)}&name=Ada&ref=SRV-1&consent=given`, FLOW)
  t.same(prefill, { answers: { reason: 'x'.repeat(500), requester: 'Ada' }, ref: 'SRV-1' })
  const prepared = prefillOfDraft({
    id: 'draft-1',
    flow: FLOW,
    buttonId: 'button-1',
    answers: { reason: 'Cartons jam' },
    assistantName: 'Nordhafen Assistant',
    hasTranscript: true,
    expiresAt: NOW,
  })
  t.match(prepared, { draftId: 'draft-1', buttonId: 'button-1' })
  t.notOk('consent' in prepared)
})

t.test('consent can be taken back for a recording that was agreed to', async (t) => {
  const { call } = liveCall(NOW)
  if (!call) throw new Error('the canned call is missing')
  const recorded = artefacts(NOW).slice(0, 1)
  const over = { ...call, phase: 'over' as const }
  t.equal(recordedCall({ calls: [over], artefacts: recorded }), 1)
  const withdrawn = { ...over, consent: 'withdrawn' as const }
  t.equal(recordedCall({ calls: [withdrawn], artefacts: recorded }), undefined)
  t.equal(recordedCall({ calls: [over], artefacts: [] }), undefined)
})
