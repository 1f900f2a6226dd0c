import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { CodeView, RequestFlowView } from '../../../contract/code-views.ts'
import { pages, paths } from '../../../contract/paths.ts'
import type { CodeUserSessionView } from '../../../contract/views.ts'
import { ApiProblem } from '../../foundation/api-client.ts'
import { useCommand } from '../../foundation/command.ts'
import { Button } from '../../foundation/components/button.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { language } from '../../foundation/language.ts'
import { navigate } from '../../foundation/router.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import { useCodeUser } from '../code-user.ts'
import { Frame, Heading } from '../frame.tsx'
import { texts } from '../texts/texts.ts'
import { DraftStore } from './draft.ts'
import { StepFields, questionOf } from './step-fields.tsx'
import { errorsOf, fieldOf, requestOf, stepsOf, type FieldErrors, type Step } from './steps.ts'
import './request-page.css'

type Props = { view: CodeView; flowId: string; stepId: string }

/** One question per screen; the address says which, so that Back goes back by one. */
export function RequestPage({ view, flowId, stepId }: Props) {
  const store = useMemo(() => new DraftStore(view.code, flowId), [flowId])
  const flow = shownFlow(view, flowId, store)
  const steps = flow ? stepsOf(flow, view) : []
  const step = steps.find(({ id }) => id === stepId)
  useEffect(() => {
    if (!step) navigate(pages.code(view.code), { replace: true })
  }, [step])
  if (!flow || !step) return null
  return <FlowStep {...{ view, flow, steps, step, store }} />
}

/** The present version says it in the present language; one of before only where it was edited. */
function shownFlow({ flows }: CodeView, flowId: string, store: DraftStore) {
  const present = flows.find(({ id }) => id === flowId)
  const { flow: before } = store.draft.value
  if (!present) return undefined
  return before && before.version !== present.version ? before : present
}

type FlowProps = {
  view: CodeView
  flow: RequestFlowView
  steps: readonly Step[]
  step: Step
  store: DraftStore
}

function FlowStep({ view, flow, steps, step, store }: FlowProps) {
  const errors = useSignal<FieldErrors>({})
  const form = useRef<HTMLFormElement>(null)
  const index = steps.indexOf(step)
  const isLast = index === steps.length - 1
  const goTo = (to: Step | undefined) => {
    navigate(to ? pages.requestStep(view.code, flow.id, to.id) : pages.code(view.code))
  }
  const send = useSending({ view, flow, steps, step, store }, errors)
  const next = async () => {
    errors.value = errorsOf(step, store.draft.peek())
    if (Object.keys(errors.value).length > 0) return focusFirstWrong(form.current)
    if (isLast) await send.press()
    else goTo(steps[index + 1])
  }
  return (
    <Frame
      name={view.device.label}
      footer={
        <div class="request-buttons">
          <Button size="large" onPress={() => goTo(steps[index - 1])}>
            {texts.value.back}
          </Button>
          <Button
            type="submit"
            form="request"
            variant="primary"
            size="large"
            isBusy={send.isBusy.value}
          >
            {isLast ? texts.value.send : texts.value.next}
          </Button>
        </div>
      }
    >
      <Progress index={index} steps={steps} />
      <form
        id="request"
        ref={form}
        noValidate
        key={step.id}
        onSubmit={(event) => {
          event.preventDefault()
          void next()
        }}
      >
        <Heading size="question">{questionOf(step)}</Heading>
        <StepFields {...{ view, store, step, errors: errors.value }} />
        {send.problem.value && send.problem.value.code !== 'invalid' && (
          <Refusal problem={send.problem.value}>
            {send.problem.value.code === 'too_many' ? <TooMany view={view} /> : undefined}
          </Refusal>
        )}
      </form>
    </Frame>
  )
}

function TooMany({ view }: { view: CodeView }) {
  return (
    <>
      {texts.value.tooManyText}{' '}
      <a class="text-link" href={pages.code(view.code)}>
        {texts.value.toOverview}
      </a>
    </>
  )
}

function Progress({ index, steps }: { index: number; steps: readonly Step[] }) {
  return (
    <div class="request-progress">
      <div aria-hidden="true">
        {steps.map(({ id }, each) => (
          <i key={id} class={each <= index ? 'request-done' : ''} />
        ))}
      </div>
      <p>{texts.value.step(index + 1, steps.length)}</p>
    </div>
  )
}

/** Sends the draft; what the service does not accept is shown at its field, on its own screen. */
function useSending({ view, flow, steps, step, store }: FlowProps, errors: { value: FieldErrors }) {
  const { api, sessions } = useCodeUser()
  const goToWrong = (wrong: FieldErrors) => {
    errors.value = wrong
    const first = steps.find(({ id, kind }) => id in wrong || ('email' in wrong && hasEmail(kind)))
    if (first && first !== step) navigate(pages.requestStep(view.code, flow.id, first.id))
  }
  return useCommand(async () => {
    const draft = store.draft.peek()
    const wrong = Object.assign({}, ...steps.map((each) => errorsOf(each, draft))) as FieldErrors // parts of it
    if (Object.keys(wrong).length > 0) return goToWrong(wrong)
    const body = requestOf(draft, { view, flow, steps, language: language.value })
    try {
      const key = store.keyFor(body)
      const session = await api.post<CodeUserSessionView>(paths.sessions, { body, key })
      sessions.put(session)
      store.clear()
      navigate(pages.codeUserSession(session.id), { replace: true })
    } catch (error) {
      if (error instanceof ApiProblem) goToWrong(fieldErrors(error))
      throw error
    }
  })
}

function fieldErrors({ problem: { errors = [] } }: ApiProblem): FieldErrors {
  return Object.fromEntries(
    errors.map(({ pointer }) => [fieldOf(pointer), common.value.fieldInvalid]),
  )
}

function hasEmail(kind: Step['kind']): boolean {
  return kind === 'requester' || kind === 'contact'
}

function focusFirstWrong(form: HTMLFormElement | null): void {
  // After the errors are drawn.
  requestAnimationFrame(() => {
    const wrong = '[aria-invalid], .radio-wrong input'
    form?.querySelector<HTMLElement>(wrong)?.focus()
  })
}
