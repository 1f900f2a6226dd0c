import type { DraftView } from '../../../contract/answers.ts'
import type { RequestFlowView } from '../../../contract/code-views.ts'
import type { Draft } from './draft.ts'

const MOST = 500

/** `#reason=&name=&ref=` of an assistant's link: a start that the person can change. */
export function prefillOf(hash: string, flow: RequestFlowView): Partial<Draft> {
  const given = new URLSearchParams(hash.replace(/^#/, ''))
  const text = (name: string) => (given.get(name) ?? '').trim().slice(0, MOST)
  const answers: Record<string, string> = {}
  for (const { kind, id } of flow.steps) {
    if (kind === 'reason' && text('reason')) answers[id] = text('reason')
    if (kind === 'requester' && text('name')) answers[id] = text('name')
  }
  return { ...(Object.keys(answers).length > 0 ? { answers } : {}), ref: text('ref') }
}

/** What an assistant has prepared on the server. */
export function prefillOfDraft(draft: DraftView): Partial<Draft> {
  const { id, buttonId, answers, assistantName, hasTranscript } = draft
  return { answers, buttonId, draftId: id, assistant: { name: assistantName, hasTranscript } }
}
