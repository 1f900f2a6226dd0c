import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { DraftView } from '../../../contract/answers.ts'
import type { CodeView, RequestFlowView } from '../../../contract/code-views.ts'
import { pages, paths } from '../../../contract/paths.ts'
import type { Problem } from '../../../contract/problem.ts'
import { ApiProblem } from '../../foundation/api-client.ts'
import { LinkButton } from '../../foundation/components/button.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { Skeleton } from '../../foundation/components/states.tsx'
import { navigate, place } from '../../foundation/router.ts'
import { useCodeUser } from '../code-user.ts'
import { EmergencyPhone, Frame } from '../frame.tsx'
import { texts } from '../texts/texts.ts'
import { DraftStore, type Draft } from './draft.ts'
import { prefillOf, prefillOfDraft } from './prefill.ts'
import { stepsOf } from './steps.ts'

type Wanted = { buttonId: string | null; flowId: string | null; draftId: string | null }

/** `?button=`, `?flow=` and `?draft=` open a flow, filled in as far as is known. */
export function RequestEntry({ view }: { view: CodeView }) {
  const { query } = place.value
  const wanted = {
    buttonId: query.get('button'),
    flowId: query.get('flow'),
    draftId: query.get('draft'),
  }
  return <Entering key={query.toString()} view={view} wanted={wanted} />
}

function Entering({ view, wanted }: { view: CodeView; wanted: Wanted }) {
  const { api } = useCodeUser()
  const problem = useSignal<Pick<Problem, 'code'> | null>(null)
  const enter = async () => {
    const prepared = wanted.draftId ? await api.get<DraftView>(paths.draft(wanted.draftId)) : null
    const flow = prepared ? flowOfDraft(view, prepared) : flowOf(view, wanted)
    if (!flow) return { code: 'no_action_button' } as const
    if (!view.requestsAllowed) return { code: 'requests_off' } as const
    const { buttonId } = wanted
    const prefill = { ...(buttonId ? { buttonId } : {}), ...prefillOf(place.peek().hash, flow) }
    const start = prepared ? { ...prefill, ...prefillOfDraft(prepared) } : prefill
    navigate(beginRequest(view, flow, start), { replace: true })
    return null
  }
  useEffect(() => {
    enter().then(
      (refusal) => (problem.value = refusal),
      (error: unknown) => {
        if (!(error instanceof ApiProblem)) throw error
        problem.value = error.problem
      },
    )
  }, [])
  if (!problem.value) {
    return (
      <Frame name={view.device.label} isNameHeading>
        <Skeleton rows={3} />
      </Frame>
    )
  }
  return <NotEntered view={view} problem={problem.value} />
}

function NotEntered({ view, problem }: { view: CodeView; problem: Pick<Problem, 'code'> }) {
  const { emergencyPhone, device } = view
  return (
    <Frame
      name={device.label}
      isNameHeading
      footer={emergencyPhone ? <EmergencyPhone number={emergencyPhone} /> : undefined}
    >
      <Refusal problem={problem}>
        {problem.code === 'not_found' ? texts.value.draftGone : undefined}
      </Refusal>
      <LinkButton href={pages.code(view.code)} size="large">
        {texts.value.toOverview}
      </LinkButton>
    </Frame>
  )
}

function flowOf({ flows, buttons }: CodeView, wanted: Wanted): RequestFlowView | undefined {
  const { buttonId, flowId } = wanted
  const opened = buttonId ? buttons.find(({ id }) => id === buttonId)?.flowId : flowId
  return flows.find(({ id }) => id === opened)
}

/** As the assistant answered it, unless the flow was deleted meanwhile. */
function flowOfDraft({ flows }: CodeView, { flow }: DraftView): RequestFlowView | undefined {
  return flows.some(({ id }) => id === flow.id) ? flow : undefined
}

/** Where the flow begins; what was filled in before is kept, what comes along replaces it. */
function beginRequest(view: CodeView, flow: RequestFlowView, prefill: Partial<Draft> = {}): string {
  const store = new DraftStore(view.code, flow.id)
  const { answers } = store.draft.peek()
  store.change({ ...prefill, flow, answers: { ...answers, ...prefill.answers } })
  return pages.requestStep(view.code, flow.id, stepsOf(flow, view)[0]?.id ?? 'contact')
}
