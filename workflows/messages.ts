import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow'
import type { Actor } from '../domain/actor.ts'
import type { Command } from '../domain/command.ts'
import type {
  CommandExtra,
  ConsentDecision,
  ModuleSettings,
  Participant,
  Recipient,
  SessionState,
  TicketLink,
  Timings,
  Visibility,
} from '../domain/session-state.ts'
import type { Status } from '../domain/status.ts'

export const WORKFLOW_TYPE = 'videoSession'
export const SESSIONS_QUEUE = 'sessions'
export const NOTIFICATIONS_QUEUE = 'notifications'
export const MEDIA_QUEUE = 'media'

/** Queue of the activities that must run beside one gateway's disk. */
export function gatewayQueue(gateway: string): string {
  return `media-${gateway}`
}

export function workflowId(sessionId: string): string {
  return `video-session:${sessionId}`
}

/** Drains what waits for one webhook endpoint or ticket system. */
export const DELIVERIES_TYPE = 'deliveries'
export function deliveriesWorkflowId(endpointId: string): string {
  return `deliveries:${endpointId}`
}
export type DeliveriesInput = {
  endpoint: { kind: 'webhooks' | 'tickets'; organisationId: string; endpointId: string }
  /** Of the activity. */
  queue: string
}

/** Names of the queues, so that tests run side by side. */
export type Queues = { notifications: string; media: string; gatewayPrefix: string }
export const DEFAULT_QUEUES: Queues = {
  notifications: NOTIFICATIONS_QUEUE,
  media: MEDIA_QUEUE,
  gatewayPrefix: 'media-',
}

/** Starts a run: a new session waits for `create`; a passivated one goes on from its row. */
export type VideoSessionInput = {
  sessionId: string
  snapshot: SessionState | null
  /** A run that nobody opens fails after this time. */
  openWithinMs: number
  queues?: Queues
}

/** Comes with every command. `requestId` tells executions of the same command apart. */
export type CommandInput = {
  commandId: string
  bodyHash: string
  requestId: string
  actor: Actor
}

export type CommandResult = CommandExtra & {
  rev: number
  status: Status
  number: number
  /** Of the execution that made this result: another body under the same key is `key_reused`. */
  bodyHash: string
  requestId: string
}

/** A consent decision given together with a request, a START or an Accept. */
export type ConsentInput = {
  decision: ConsentDecision
  textVersion: number
  language: string
}

export type CreateInput = CommandInput & {
  organisationId: string
  deviceId: string
  templateId: string
  status: 'requested' | 'confirmed'
  responsible: string | null
  recipients: Recipient[]
  participants: Participant[]
  consent: ConsentInput | null
  ticketLinks: TicketLink[]
  labels?: string[]
  textIds: string[]
  module: ModuleSettings
  timings: Timings
  externalKey?: { apiClientId: string; key: string; bodyHash: string }
}
export type AssignInput = CommandInput & { employeeId: string }
export type CancelInput = CommandInput & { textId?: string }
/** `via` a join link admits at once; by a code only the first one. */
export type ClaimInput = CommandInput & { participantId: string; via: 'claim' | 'join_link' }
export type AdmitInput = CommandInput & { participantId: string }
/** Who has a page open, and who is in another call: decides the order of ringing. */
export type StartCallInput = CommandInput & {
  consent: ConsentInput | null
  atScreen: string[]
  busy: string[]
}
export type CallInput = CommandInput & { call: number }
export type AcceptCallInput = CallInput & { consent: ConsentInput | null }
export type SetConsentInput = CallInput & ConsentInput & { recorded?: 'keep' | 'delete' }
/** `screenshotId` becomes the artefact's; sizes are pixels of the picture. */
export type RegisterScreenshotInput = CallInput & {
  screenshotId: string
  width: number
  height: number
}
export type TicketInput = CommandInput & { ticket: TicketLink }
export type VisibilityInput = CommandInput & { visibility: Visibility }
export type LabelsInput = CommandInput & { labelIds: string[] }
export type RateInput = CommandInput & { stars: number }

type Inputs = {
  create: CreateInput
  confirm: CommandInput
  assign: AssignInput
  takeOver: CommandInput
  cancel: CancelInput
  complete: CommandInput
  reopen: CommandInput
  claim: ClaimInput
  admit: AdmitInput
  startCall: StartCallInput
  acceptCall: AcceptCallInput
  declineCall: CallInput
  endCall: CallInput
  askConsent: CallInput
  setConsent: SetConsentInput
  startRecording: CallInput
  stopRecording: CallInput
  registerScreenshot: RegisterScreenshotInput
  linkTicket: TicketInput
  unlinkTicket: TicketInput
  setVisibility: VisibilityInput
  setLabels: LabelsInput
  rate: RateInput
  erase: CommandInput
}
export type InputOf<C extends Command> = Inputs[C]

function command<C extends Command>(name: C) {
  return defineUpdate<CommandResult, [InputOf<C>]>(name)
}

/** One update per command. The update id is `<commandId>:<attempt>`. */
export const updates = {
  create: command('create'),
  confirm: command('confirm'),
  assign: command('assign'),
  takeOver: command('takeOver'),
  cancel: command('cancel'),
  complete: command('complete'),
  reopen: command('reopen'),
  claim: command('claim'),
  admit: command('admit'),
  startCall: command('startCall'),
  acceptCall: command('acceptCall'),
  declineCall: command('declineCall'),
  endCall: command('endCall'),
  askConsent: command('askConsent'),
  setConsent: command('setConsent'),
  startRecording: command('startRecording'),
  stopRecording: command('stopRecording'),
  registerScreenshot: command('registerScreenshot'),
  linkTicket: command('linkTicket'),
  unlinkTicket: command('unlinkTicket'),
  setVisibility: command('setVisibility'),
  setLabels: command('setLabels'),
  rate: command('rate'),
  erase: command('erase'),
}

/** Facts; the sender repeats them until the row shows them. */
export type PresenceFact = {
  call: number
  /** Employee or participant id. */
  id: string
  epoch: number
  seq: number
  present: boolean
}
export type GatewayLostFact = { call: number; gateway: string }
/** The recorder was stopped at the gateway before any command arrived. */
export type MediaStoppedFact = { call: number; at: number }
export type TicketChangedFact = { system: string; key: string; state: string; deliveryId: string }

export const signals = {
  presence: defineSignal<[PresenceFact]>('presence'),
  gatewayLost: defineSignal<[GatewayLostFact]>('gatewayLost'),
  mediaStopped: defineSignal<[MediaStoppedFact]>('mediaStopped'),
  ticketChanged: defineSignal<[TicketChangedFact]>('ticketChanged'),
}

/** For operations and tests only; every read of the product comes from Postgres. */
export const debugState = defineQuery<SessionState | null>('debugState')
