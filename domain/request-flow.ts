import type { Language } from './refusal-texts.ts'

/** One wording per language; a page falls back to the first there is. */
export type Texts = Partial<Record<Language, string>>

export const FLOW_STEP_KINDS = ['reason', 'requester', 'consent', 'question', 'labels'] as const
export type FlowStepKind = (typeof FLOW_STEP_KINDS)[number]

/** A step of a request flow, as the administrator ordered them. */
export type FlowStep = {
  kind: FlowStepKind
  /** Key of the answer: free for questions, else the kind itself. */
  id: string
  title?: Texts
  /** Reasons or answers to choose from; without them the person writes. */
  choices?: Texts[]
  /** With `labels`: the ids of those to choose from. */
  labels?: string[]
  isRequired: boolean
}

export type StepProblem = { pointer: string; message: string }

/** What keeps these steps from being a flow; pointers are into the list of steps. */
export function stepProblems(steps: readonly FlowStep[]): StepProblem[] {
  const ids = steps.map(({ id }) => id)
  return steps.flatMap((step, index) => [
    ...problemsOf(step).map(({ pointer, message }) => ({
      pointer: `/${index}${pointer}`,
      message,
    })),
    ...(ids.indexOf(step.id) < index
      ? [{ pointer: `/${index}/id`, message: 'is there twice' }]
      : []),
  ])
}

function problemsOf({ kind, id, title, choices, labels }: FlowStep): StepProblem[] {
  const isQuestion = kind === 'question'
  const canChoose = isQuestion || kind === 'reason'
  const problems: [boolean, StepProblem][] = [
    [!isQuestion && id !== kind, { pointer: '/id', message: `must be ${kind}` }],
    [isQuestion && isOther(id), { pointer: '/id', message: 'is the id of another kind of step' }],
    [isQuestion && !title, { pointer: '/title', message: 'is required' }],
    [!isQuestion && title !== undefined, { pointer: '/title', message: 'is only for questions' }],
    [!canChoose && choices !== undefined, { pointer: '/choices', message: 'are not asked here' }],
    [kind === 'labels' && !labels?.length, { pointer: '/labels', message: 'are required' }],
    [
      kind !== 'labels' && labels !== undefined,
      { pointer: '/labels', message: 'are not asked here' },
    ],
  ]
  return problems.flatMap(([isWrong, problem]) => (isWrong ? [problem] : []))
}

function isOther(id: string): boolean {
  return id === 'contact' || id === 'email' || FLOW_STEP_KINDS.some((kind) => kind === id)
}
