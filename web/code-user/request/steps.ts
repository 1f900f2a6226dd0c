import type { CodeView, RequestFlowView } from '../../../contract/code-views.ts'
import type { RequestSession } from '../../../contract/requests.ts'
import { parseLanguage } from '../../foundation/language.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import { texts } from '../texts/texts.ts'
import type { Draft } from './draft.ts'

/** `contact` asks for the address where the flow asks for no name, beside which it is asked else. */
export type StepKind = RequestFlowView['steps'][number]['kind'] | 'contact'
export type Step = Omit<RequestFlowView['steps'][number], 'kind'> & { kind: StepKind }
/** By field: a step's id, `email`. */
export type FieldErrors = Record<string, string>

const MOST_OF_NAME = 200
export const MOST_OF_ANSWER = 2000
const ADDRESS = /^\S+@\S+\.\S+$/

/** The screens of a flow, in their order. */
export function stepsOf(flow: RequestFlowView, { recordingAllowed }: CodeView): Step[] {
  const asked = flow.steps.filter(({ kind }) => kind !== 'consent' || recordingAllowed)
  if (asked.some(({ kind }) => kind === 'requester')) return asked
  const contact: Step = { kind: 'contact', id: 'contact', title: null, required: false }
  const consents = asked.filter(({ kind }) => kind === 'consent')
  return [...asked.filter(({ kind }) => kind !== 'consent'), contact, ...consents]
}

/** What is wrong on one screen; empty when the person can go on. */
export function errorsOf(step: Step, draft: Draft): FieldErrors {
  switch (step.kind) {
    case 'consent':
      return step.required && draft.consent === null ? { [step.id]: texts.value.chooseOne } : {}
    case 'contact':
      return emailErrors(draft)
    case 'requester':
      return { ...answerErrors(step, draft, MOST_OF_NAME), ...emailErrors(draft) }
    case 'labels': {
      const isMissing = step.required && draft.labels.length === 0
      return isMissing ? { [step.id]: texts.value.chooseLabel } : {}
    }
    case 'reason':
    case 'question':
      return answerErrors(step, draft, MOST_OF_ANSWER)
  }
}

function answerErrors(step: Step, { answers }: Draft, most: number): FieldErrors {
  const answer = answers[step.id]?.trim() ?? ''
  if (answer.length > most) return { [step.id]: common.value.fieldTooLong(String(most)) }
  if (answer !== '' || !step.required) return {}
  const { chooseAnswer } = texts.value
  return { [step.id]: step.choices ? chooseAnswer : common.value.fieldRequired }
}

function emailErrors({ email }: Draft): FieldErrors {
  const address = email.trim()
  return address === '' || ADDRESS.test(address) ? {} : { email: common.value.fieldEmail }
}

type RequestParts = {
  view: CodeView
  flow: RequestFlowView
  steps: readonly Step[]
  language: string
}

/** Steps that are not answered in words. */
const UNWRITTEN: ReadonlySet<StepKind> = new Set(['consent', 'contact', 'labels'])

/** The request as it is sent. */
export function requestOf(draft: Draft, parts: RequestParts): RequestSession {
  const { view, flow, steps } = parts
  const language = parseLanguage(parts.language)
  const given = steps.flatMap(({ id, kind }) => {
    const answer = UNWRITTEN.has(kind) ? '' : (draft.answers[id] ?? '').trim()
    return answer === '' ? [] : [[id, answer] as const]
  })
  const email = draft.email.trim()
  const ref = draft.ref.trim()
  const textLanguage = parseLanguage(view.consentText.language)
  const offered = steps.flatMap(({ labels = [] }) => labels.map(({ id }) => id))
  const labels = draft.labels.filter((id) => offered.includes(id))
  return {
    flowId: flow.id,
    flowVersion: flow.version,
    code: view.code,
    answers: Object.fromEntries(given),
    ...(labels.length > 0 ? { labels } : {}),
    ...(draft.buttonId ? { buttonId: draft.buttonId } : {}),
    ...(draft.draftId ? { draftId: draft.draftId } : {}),
    ...(ref ? { ref } : {}),
    ...(email ? { email } : {}),
    ...(language ? { language } : {}),
    ...(draft.consent && textLanguage
      ? {
          consent: {
            decision: draft.consent,
            textVersion: view.consentText.version,
            language: textLanguage,
          },
        }
      : {}),
  }
}

/** `/answers/reason` of a problem → the field of that answer. */
export function fieldOf(pointer: string): string {
  const name = pointer.replace(/^\/answers\//, '/').replace(/^\//, '')
  return name.replaceAll('~1', '/').replaceAll('~0', '~')
}
