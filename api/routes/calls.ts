import type { FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { paths } from '../../contract/paths.ts'
import { CallEntry, Nothing, RecordingConsent } from '../../contract/requests.ts'
import { listEmployeesInCalls } from '../../db/calls.ts'
import { findPeopleAtScreen } from '../../db/open-pages.ts'
import { ruleState } from '../../domain/rule-state.ts'
import { refusalFor } from '../../domain/session-rules.ts'
import type { ConsentInput } from '../../workflows/messages.ts'
import type { App } from '../app-type.ts'
import { endCallRequest, setConsentRequest, stopRecordingRequest } from '../call-requests.ts'
import { callerOf } from '../caller.ts'
import type { MediaStop } from '../dependencies.ts'
import { invalidField } from '../problems.ts'
import {
  CallParams,
  CommandHeaders,
  keyOf,
  SessionParams,
  type RouteContext,
} from '../route-context.ts'
import { loadSession, type AccessedSession } from '../session-access.ts'
import { viewAfter } from '../session-answer.ts'
import { give, SESSION_ANSWER } from './session-commands.ts'

const TAGS = ['calls']
const CALL = `${paths.calls(':id')}/:call`

/** START, Accept, Decline, Hang up, and everything about recording. */
export function callRoutes(app: App, context: RouteContext): void {
  start(app, context)
  answers(app, context)
  end(app, context)
  consent(app, context)
  recording(app, context)
}

function callSchema<B extends TSchema>(summary: string, body: B) {
  return {
    tags: TAGS,
    summary,
    params: CallParams,
    headers: CommandHeaders,
    body,
    response: SESSION_ANSWER,
  }
}

function start(app: App, context: RouteContext): void {
  const schema = { ...callSchema('Start a call', CallEntry), params: SessionParams }
  app.post(paths.calls(':id'), { schema }, async (request) => {
    const access = await loadSession(callerOf(request), request.params.id)
    const { db, session } = access
    const given = consentOf(access, request.body.consent)
    const { recipients, responsible } = session.state
    const people = [...recipients.map(({ id }) => id), ...(responsible ? [responsible] : [])]
    const [atScreen, inCalls] = await Promise.all([
      findPeopleAtScreen(db, people),
      listEmployeesInCalls(db),
    ])
    const busy = people.filter((id) => inCalls.has(id))
    return give(context, access, {
      command: 'startCall',
      key: keyOf(request.headers, access.caller),
      body: request.body,
      input: () => ({ consent: given, atScreen, busy }),
    })
  })
}

/** Only the person at the machine can agree to be recorded. */
function consentOf(
  { actor }: AccessedSession,
  consent: ConsentInput | undefined,
): ConsentInput | null {
  if (consent && actor.kind !== 'code_user') throw invalidField('/consent', 'is the code user’s')
  return consent ?? null
}

function answers(app: App, context: RouteContext): void {
  const accept = { schema: callSchema('Accept a ringing call', CallEntry) }
  app.post(`${CALL}/acceptance`, accept, async (request) => {
    const access = await loadSession(callerOf(request), request.params.id)
    const { call } = request.params
    const given = consentOf(access, request.body.consent)
    return give(context, access, {
      command: 'acceptCall',
      key: keyOf(request.headers, access.caller),
      body: { ...request.body, call },
      input: () => ({ call, consent: given }),
    })
  })

  const decline = { schema: callSchema('Decline a ringing call', Nothing) }
  app.post(`${CALL}/decline`, decline, async (request) => {
    return giveOfCall(context, request, 'declineCall')
  })
}

function end(app: App, context: RouteContext): void {
  const schema = callSchema('Hang up; media stops at once', Nothing)
  app.post(`${CALL}/end`, { schema }, async (request) => {
    const access = await loadSession(callerOf(request), request.params.id)
    const of = stopOf(access, request.params.call, keyOf(request.headers, access.caller))
    await stopFirst(context, access, { what: 'call', call: of.call })
    await context.commands.run(endCallRequest(of))
    return viewAfter(access, context.settings)
  })
}

function consent(app: App, context: RouteContext): void {
  const ask = { schema: callSchema('Ask the code user to allow recording', Nothing) }
  app.post(`${CALL}/consent-question`, ask, async (request) => {
    return giveOfCall(context, request, 'askConsent')
  })

  const set = { schema: callSchema('Allow, refuse or take back recording', RecordingConsent) }
  app.put(`${CALL}/recording-consent`, set, async (request) => {
    const access = await loadSession(callerOf(request), request.params.id)
    const of = stopOf(access, request.params.call, keyOf(request.headers, access.caller))
    if (request.body.decision === 'withdrawn') {
      await stopFirst(context, access, { what: 'consent', call: of.call })
    }
    await context.commands.run(setConsentRequest(of, request.body))
    return viewAfter(access, context.settings)
  })
}

function recording(app: App, context: RouteContext): void {
  const startSchema = callSchema('Start recording', Nothing)
  app.put(`${CALL}/recording`, { schema: startSchema }, async (request) => {
    return giveOfCall(context, request, 'startRecording')
  })

  const stopSchema = callSchema('Stop recording; the recorder stops at once', Nothing)
  app.delete(`${CALL}/recording`, { schema: stopSchema }, async (request) => {
    const access = await loadSession(callerOf(request), request.params.id)
    const of = stopOf(access, request.params.call, keyOf(request.headers, access.caller))
    await stopFirst(context, access, { what: 'recording', call: of.call })
    await context.commands.run(stopRecordingRequest(of))
    return viewAfter(access, context.settings)
  })
}

/** Commands that say no more than which call they are about. */
async function giveOfCall(
  context: RouteContext,
  request: FastifyRequest<{
    Params: Static<typeof CallParams>
    Headers: Static<typeof CommandHeaders>
  }>,
  command: 'declineCall' | 'askConsent' | 'startRecording',
) {
  const access = await loadSession(callerOf(request), request.params.id)
  const { call } = request.params
  const key = keyOf(request.headers, access.caller)
  return give(context, access, { command, key, body: { call }, input: () => ({ call }) })
}

function stopOf({ db, actor, session }: AccessedSession, call: number, key: string) {
  return { db, actor, sessionId: session.id, call, key }
}

const STOPPING = { call: 'endCall', recording: 'stopRecording', consent: 'setConsent' } as const
const STOP_LIMIT_MS = 2_000

/**
 * Stops act first: on the gateway, before the workflow hears of it. Nobody gets a stop whom the
 * rules refuse it by what the row says; a holder that does not answer holds nothing up.
 */
async function stopFirst(
  { mediaHolder, log }: RouteContext,
  { db, session, actor }: AccessedSession,
  { what, call }: Pick<MediaStop, 'what' | 'call'>,
): Promise<void> {
  const { organisationId } = db
  const { id: sessionId, state } = session
  if (!mediaHolder || state.call?.number !== call) return
  if (refusalFor(ruleState(state), actor, STOPPING[what])) return
  const stopped = mediaHolder
    .stop({ organisationId, sessionId, call, what })
    .catch((err: unknown) => log.warn({ err, sessionId, call, what }, 'gateway did not stop'))
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, STOP_LIMIT_MS)))
  await Promise.race([stopped, late])
  clearTimeout(timer)
}
