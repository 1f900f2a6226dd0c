import type { HistoryLine } from '../domain/session-change.ts'
import type { Call, SessionState } from '../domain/session-state.ts'
import { nextDeadline } from './deadlines.ts'

/** What operators read first in the Temporal UI: Markdown, ids only, times in UTC. */
export function renderDetails(state: SessionState, recent: HistoryLine[]): string {
  const deadline = nextDeadline(state)
  const facts = [
    `## #${state.number ?? '–'} ${state.status.toUpperCase()}`,
    `- since ${utc(state.statusSince)}, revision ${state.rev}`,
    `- next deadline: ${deadline ? `${deadline.id} at ${utc(deadline.at)}` : 'none'}`,
    `- responsible: ${state.responsible ?? 'nobody'}`,
    `- offered to: ${state.recipients.map(({ id }) => id).join(', ') || 'nobody'}`,
    `- call: ${state.call ? renderCall(state.call) : 'none'}`,
    `- consent: ${renderConsents(state)}`,
    `- to be stored: ${renderPending(state) || 'nothing'}`,
  ]
  const lines = recent.toReversed().map(renderLine)
  return [...facts, '', '### Last changes', ...lines].join('\n')
}

function renderCall(call: Call): string {
  const rung = call.phase === 'ringing' ? `, rings ${call.rung.length}` : ''
  return `${call.number} ${call.phase} on ${call.gateway}${rung}, recording ${call.recording}`
}

function renderPending({ media, screenshots = [] }: SessionState): string {
  return [
    ...media.map(({ call }) => `recording of call ${call}`),
    ...screenshots.map(({ call, ids }) => `${ids.length} screenshots of call ${call}`),
  ].join(', ')
}

function renderConsents({ consents }: SessionState): string {
  const each = consents.map(({ call, decision }) => `${decision} (call ${call ?? 'next'})`)
  return each.join(', ') || 'undecided'
}

function renderLine(line: HistoryLine): string {
  const why = line.reason ?? line.because
  return `- ${utc(line.at)} ${line.kind} by ${line.actor.kind} ${line.actor.id}${why ? `: ${why}` : ''}`
}

function utc(ms: number): string {
  return new Date(ms).toISOString()
}
