import type { FlowStep } from '../domain/request-flow.ts'
import { ProblemError } from './problems.ts'

const MOST_OF_REQUESTER = 200

type FieldError = { pointer: string; message: string }

/** The answers that were given, by their steps. Throws `invalid` with a pointer per wrong field. */
export function checkAnswers(
  steps: readonly FlowStep[],
  answers: Readonly<Record<string, string>>,
): Map<FlowStep, string> {
  const asked = steps.filter(({ kind }) => kind !== 'consent' && kind !== 'labels')
  const known = new Set(asked.map(({ id }) => id))
  const unknown = Object.keys(answers).filter((id) => !known.has(id))
  const errors: FieldError[] = [
    ...unknown.map((id) => error(id, 'is not asked in this request flow')),
    ...asked.flatMap((step) => answerError(step, answers[step.id]?.trim() ?? '')),
  ]
  if (errors.length > 0) throw new ProblemError('invalid', { errors })
  const given = asked.map((step) => [step, answers[step.id]?.trim() ?? ''] as const)
  return new Map(given.filter(([, answer]) => answer !== ''))
}

function answerError(step: FlowStep, answer: string): FieldError[] {
  if (answer === '') return step.isRequired ? [error(step.id, 'is required')] : []
  if (step.kind === 'requester' && answer.length > MOST_OF_REQUESTER) {
    return [error(step.id, `must not have more than ${MOST_OF_REQUESTER} characters`)]
  }
  const choices = step.choices?.flatMap((choice) => Object.values(choice))
  const isChoice = !choices || choices.includes(answer)
  return isChoice ? [] : [error(step.id, 'is not one of the choices')]
}

function error(id: string, message: string): FieldError {
  return { pointer: `/answers/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`, message }
}
