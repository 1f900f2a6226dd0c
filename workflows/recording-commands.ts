import type { CallRoom, SessionActivities } from '../activities/session-activities.ts'
import { refuse } from '../domain/refusal.ts'
import {
  consentFor,
  type Call,
  type PendingMedia,
  type SessionState,
} from '../domain/session-state.ts'
import { expectCall } from './call-commands.ts'
import { closeSegment } from './call-ending.ts'
import { note, recordConsent, type Decision } from './decision.ts'
import type { CallInput, SetConsentInput } from './messages.ts'
import { Refused } from './refused.ts'

type Recorder = Pick<SessionActivities, 'startRecorder'>

export function askConsent(decision: Decision, input: CallInput): void {
  const { next, now } = decision
  const call = expectCall(next, input.call)
  if (call.recording !== 'off') return
  call.recording = 'asked'
  call.askedUntil = now + next.timings.consentQuestionMs
  note(decision, 'consent_asked', { call: call.number })
}

export async function startRecording(
  decision: Decision,
  input: CallInput,
  recorder: Recorder,
): Promise<void> {
  const call = expectCall(decision.next, input.call)
  if (call.recording === 'on') return
  await switchOn(decision, call, recorder)
}

async function switchOn(decision: Decision, call: Call, recorder: Recorder): Promise<void> {
  await recorder.startRecorder(roomOf(decision.next, call))
  decision.undo.push({ kind: 'stopRecorder', call: call.number, gateway: call.gateway })
  call.recording = 'on'
  call.askedUntil = null
  call.segments.push({ startedAt: decision.now, stoppedAt: null })
  note(decision, 'recording_started', {
    call: call.number,
    because: 'module_on_and_consent_given',
  })
}

export function stopRecording(decision: Decision, input: CallInput): void {
  const call = expectCall(decision.next, input.call)
  if (call.recording === 'off') return
  switchOff(decision, call)
}

/** The holder has stopped the recorder already; the effect makes sure of it. */
export function switchOff(decision: Decision, call: Call): void {
  const wasOn = call.recording === 'on'
  closeSegment(call, decision.now)
  if (!wasOn) return
  note(decision, 'recording_stopped', { call: call.number })
  decision.effects.push({ kind: 'stopRecorder', call: call.number, gateway: call.gateway })
}

/** The code user's word on recording: before, in or after the call that it is about. */
export async function setConsent(
  decision: Decision,
  input: SetConsentInput,
  recorder: Recorder,
): Promise<void> {
  const { next } = decision
  if (input.call < 1 || input.call > next.lastCall) throw new Refused(refuse('no_call'))
  if (input.decision === 'withdrawn') return withdraw(decision, input)
  const call = expectCall(next, input.call)
  if (input.decision === 'given' && !next.module.recordingAllowed) {
    throw new Refused(refuse('recording_off'))
  }
  const { textVersion, language, decision: said } = input
  recordConsent(decision, {
    call: call.number,
    decision: said,
    participant: input.actor.id,
    textVersion,
    language,
  })
  note(decision, said === 'given' ? 'consent_given' : 'consent_declined', { call: call.number })
  if (said === 'declined') return switchOff(decision, call)
  if (call.recording === 'asked') await switchOn(decision, call, recorder)
}

/** Recorder off at once; then the question what becomes of what was recorded. */
function withdraw(decision: Decision, input: SetConsentInput): void {
  const { next, now } = decision
  const isAnswer = next.deletionQuestion?.call === input.call
  const before = consentFor(next, input.call)
  if (!isAnswer) {
    if (before?.decision !== 'given') throw new Refused(refuse('consent_required'))
    const { textVersion, language } = input
    recordConsent(decision, {
      call: input.call,
      decision: 'withdrawn',
      participant: input.actor.id,
      textVersion,
      language,
    })
    note(decision, 'consent_withdrawn', { call: input.call })
    if (next.call?.number === input.call) switchOff(decision, next.call)
  }
  if (input.recorded === 'delete') return deleteRecorded(decision, input.call)
  if (input.recorded === 'keep') return keepRecorded(decision, input.call)
  if (isAnswer || !wasRecorded(next, input.call)) return
  next.deletionQuestion = { call: input.call, until: now + next.timings.deletionQuestionMs }
}

function wasRecorded(state: SessionState, call: number): boolean {
  const isInCall = state.call?.number === call && state.call.segments.length > 0
  return isInCall || mediaOf(state, call) !== undefined || storedOf(state, call) !== undefined
}

/** Also the outcome when nobody answers in time. */
export function deleteRecorded(decision: Decision, call: number): void {
  const { next, now } = decision
  const known = mediaOf(next, call) ?? storedOf(next, call)
  const running = next.call?.number === call ? next.call : null
  const gateway = running?.gateway ?? known?.gateway
  next.deletionQuestion = null
  if (gateway === undefined) return
  if (running) running.segments = []
  next.media = next.media.filter((each) => each.call !== call)
  next.recordings = next.recordings.filter((each) => each.call !== call)
  note(decision, 'recording_deleted', {
    call,
    ...(known ? { artefactId: known.artefactId, artefactState: 'deleted' } : {}),
  })
  // What is recorded later in this call, agreed anew, stays.
  const limit = running ? { recordedUntil: now } : {}
  decision.effects.push({ kind: 'deleteRecorded', call, gateway, ...limit })
}

function keepRecorded(decision: Decision, call: number): void {
  const { next } = decision
  next.deletionQuestion = null
  note(decision, 'recording_kept', { call })
  const held = mediaOf(next, call)
  if (!held?.isHeld) return
  held.isHeld = false
  decision.newArtefacts.push({ id: held.artefactId, kind: 'recording', call })
  decision.effects.push({ kind: 'storeRecording', call })
}

function mediaOf(state: SessionState, call: number): PendingMedia | undefined {
  return state.media.find((each) => each.call === call)
}

function storedOf(state: SessionState, call: number) {
  return state.recordings.find((each) => each.call === call)
}

export function roomOf(state: SessionState, call: { number: number; gateway: string }): CallRoom {
  const { organisationId, sessionId } = state
  return { organisationId, sessionId, call: call.number, gateway: call.gateway }
}
