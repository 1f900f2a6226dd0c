import type { FlowInput } from '../../../contract/set-up.ts'
import type { FlowRow } from '../../../contract/set-up-views.ts'
import type { FlowStepKind } from '../../../domain/request-flow.ts'

/** A step as it is being edited: choices are one per line. */
export type StepDraft = {
  kind: FlowStepKind
  id: string
  titleEn: string
  titleDe: string
  choicesEn: string
  choicesDe: string
  labels: readonly string[]
  isRequired: boolean
}
export type FlowDraft = { titleEn: string; titleDe: string; steps: readonly StepDraft[] }
type Step = FlowInput['steps'][number]

export function draftOf(row: FlowRow | null): FlowDraft {
  if (!row) {
    const steps = [newStep('reason', []), newStep('requester', []), newStep('consent', [])]
    return { titleEn: '', titleDe: '', steps }
  }
  const steps = row.steps.map(({ kind, id, title, choices = [], labels = [], isRequired }) => ({
    ...{ kind, id, labels, isRequired },
    titleEn: title?.en ?? '',
    titleDe: title?.de ?? '',
    choicesEn: choices
      .map(({ en = '' }) => en)
      .join('\n')
      .trim(),
    choicesDe: choices
      .map(({ de = '' }) => de)
      .join('\n')
      .trim(),
  }))
  return { titleEn: row.title.en ?? '', titleDe: row.title.de ?? '', steps }
}

/** Questions have ids of their own, which stay while their wording changes. */
export function newStep(kind: FlowStepKind, steps: readonly StepDraft[]): StepDraft {
  const taken = new Set(steps.map(({ id }) => id))
  let number = 1
  while (taken.has(`question-${number}`)) number += 1
  return {
    kind,
    id: kind === 'question' ? `question-${number}` : kind,
    ...{ titleEn: '', titleDe: '', choicesEn: '', choicesDe: '', labels: [] },
    isRequired: kind !== 'question' && kind !== 'labels',
  }
}

export function inputOf({ titleEn, titleDe, steps }: FlowDraft, position: number): FlowInput {
  return { title: wordingOf(titleEn, titleDe), steps: steps.map(stepOf), position }
}

function stepOf(draft: StepDraft): Step {
  const { kind, id, isRequired, labels } = draft
  const choices = choicesOf(draft)
  return {
    ...{ kind, id, isRequired },
    ...(kind === 'question' ? { title: wordingOf(draft.titleEn, draft.titleDe) } : {}),
    ...(choices.length > 0 && (kind === 'question' || kind === 'reason') ? { choices } : {}),
    ...(kind === 'labels' ? { labels: [...labels] } : {}),
  }
}

/** Line by line: the first in English and the first in German are the same choice. */
function choicesOf({ choicesEn, choicesDe }: StepDraft): NonNullable<Step['choices']> {
  const [en, de] = [linesOf(choicesEn), linesOf(choicesDe)]
  return Array.from({ length: Math.max(en.length, de.length) }, (_, index) =>
    wordingOf(en[index] ?? '', de[index] ?? ''),
  )
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function wordingOf(en: string, de: string): { en?: string; de?: string } {
  return {
    ...(en.trim() ? { en: en.trim() } : {}),
    ...(de.trim() ? { de: de.trim() } : {}),
  }
}
