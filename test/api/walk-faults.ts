import type { ModelCommand } from '../workflows/session-model-words.ts'
import type { Browser } from './browser.ts'
import { NOBODY, wrongBody, type Sent } from './walk-requests.ts'
import type { Fault } from './walk-steps.ts'

/** What is answered whoever asks, in whichever state the session is. */
export const EXPECTED: Record<Fault, string> = {
  'unknown field': '400 invalid',
  'wrong value': '400 invalid',
  'no json': '400 invalid',
  'no key': '400 invalid',
  'no actor': '400 actor_required',
  'signed out': '401 actor_required',
  stranger: '404 not_found',
  'other machine': '404 not_found',
  'other site': '403 invalid',
  'unknown session': '404 not_found',
}

type Others = { elsewhere: Browser; stranger: Browser; newcomer: Browser }
type Wrong = { fault: Fault; command: ModelCommand; sent: Sent; others: Others }

/** A request that would be right but for one thing. */
export function faultyRequest({ fault, command, sent, others }: Wrong): Sent {
  const { path, body, headers } = sent
  const [, , , , id = ''] = path.split('/')
  const changes: Record<Fault, Partial<Sent>> = {
    'unknown field': { body: { ...Object(body), unknownField: 1 } },
    'wrong value': { body: wrongBody(command) },
    'no json': { body: '{"', headers: { ...headers, 'content-type': 'application/json' } },
    // An empty header is not sent.
    'no key': { headers: { ...headers, 'idempotency-key': '' } },
    'no actor': { headers: { ...headers, 'lotse-actor': '' } },
    'signed out': { by: others.newcomer },
    stranger: { by: others.stranger },
    'other machine': { by: others.elsewhere },
    'other site': { headers: { ...headers, origin: 'https://lotse.example.evil.example' } },
    'unknown session': { path: path.replace(id, NOBODY) },
  }
  return { ...sent, ...changes[fault] }
}
