import Type, { type Static } from 'typebox'
import { STATUSES } from '../domain/status.ts'
import { FLOW_STEP_KINDS } from '../domain/request-flow.ts'
import { LABEL_COLOURS } from '../domain/label.ts'
import { nullable, Timestamp } from './scalars.ts'
import { ConsentText } from './views.ts'

const Status = Type.Enum(STATUSES)

/** What a device grant sees of a session before this browser takes part in it. */
export const GrantSessionView = Type.Object(
  {
    id: Type.String(),
    number: Type.Integer(),
    rev: Type.Integer(),
    status: Status,
    createdAt: Timestamp,
    device: Type.Object({ label: Type.String() }),
    /** `claim`: nobody takes part yet, "That is me"; `join`: "Join from this phone"; `pending`: asked. */
    access: Type.Enum(['claim', 'join', 'pending', 'participant'] as const),
  },
  { $id: 'GrantSessionView' },
)
export type GrantSessionView = Static<typeof GrantSessionView>

export const FlowStepView = Type.Object({
  kind: Type.Enum(FLOW_STEP_KINDS),
  id: Type.String(),
  /** Only for `question`. */
  title: nullable(Type.String()),
  choices: Type.Optional(Type.Array(Type.String())),
  labels: Type.Optional(
    Type.Array(
      Type.Object({ id: Type.String(), name: Type.String(), colour: Type.Enum(LABEL_COLOURS) }),
    ),
  ),
  required: Type.Boolean(),
})
export const RequestFlowView = Type.Object({
  id: Type.String(),
  /** Sent back with the request: its answers are to what was shown. */
  version: Type.Integer(),
  title: Type.String(),
  steps: Type.Array(FlowStepView),
})
export type RequestFlowView = Static<typeof RequestFlowView>

/** What a code gives: the device, its request flows, its public sessions; nothing else. */
export const CodeView = Type.Object(
  {
    code: Type.String(),
    device: Type.Object({
      id: Type.String(),
      label: Type.String(),
      location: nullable(Type.String()),
    }),
    organisationName: Type.String(),
    requestsAllowed: Type.Boolean(),
    emergencyPhone: nullable(Type.String()),
    flows: Type.Array(RequestFlowView),
    /** Action buttons of assistants, and the flow that each opens. */
    buttons: Type.Array(Type.Object({ id: Type.String(), flowId: Type.String() })),
    consentText: ConsentText,
    /** Recording switched off by the module: the consent step is left out. */
    recordingAllowed: Type.Boolean(),
    sessions: Type.Array(
      Type.Object({
        id: Type.String(),
        number: Type.Integer(),
        status: Status,
        createdAt: Timestamp,
        /** This browser takes part in it. */
        isMine: Type.Boolean(),
      }),
    ),
  },
  { $id: 'CodeView' },
)
export type CodeView = Static<typeof CodeView>
