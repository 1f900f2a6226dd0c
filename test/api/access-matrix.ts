import { CALL_MESSAGES, askOnCallSocket } from './access-call-socket.ts'
import { LIVE_MESSAGES, askOnLiveSocket } from './access-live-socket.ts'
import type { Outcomes } from './access-live-socket.ts'
import { PRINCIPALS, type Principal } from './access-principals.ts'
import { SESSION_REQUESTS, type Asking, type Make } from './access-requests.ts'
import type { Row } from './access-rows.ts'
import { askAs, signInAgain, type Method } from './access-scene.ts'
import { OWN_REQUESTS, SET_UP_REQUESTS } from './access-set-up-requests.ts'
import { SIGN_IN_REQUESTS } from './access-sign-in-requests.ts'
import { freshScene, sceneAt, type Matrix } from './access-stage.ts'
import type { Answer } from './browser.ts'

const REQUESTS: Record<string, Make> = {
  ...{ ...OWN_REQUESTS, ...SIGN_IN_REQUESTS },
  ...{ ...SESSION_REQUESTS, ...SET_UP_REQUESTS },
}
/** Every row that there is a way to ask. */
export const ASKABLE = [...Object.keys(REQUESTS), ...LIVE_MESSAGES, ...CALL_MESSAGES]

/** What each principal gets. Whoever is refused by a status changes nothing: they ask all at once. */
export async function ask(matrix: Matrix, row: Row): Promise<Outcomes> {
  if (LIVE_MESSAGES.includes(row.operation)) return askOnLiveSocket(matrix, row)
  const asks = CALL_MESSAGES.includes(row.operation) ? askOnCallSocket : askOverHttp
  const outcomes: Outcomes = new Map()
  const askFor = async (principal: Principal) =>
    void outcomes.set(principal, await asks(matrix, row, principal))
  await sceneAt(matrix, row)
  const isRefused = (principal: Principal) => /^\d/.test(row.cells[principal])
  await Promise.all(PRINCIPALS.filter(isRefused).map(askFor))
  for (const principal of PRINCIPALS) if (!isRefused(principal)) await askFor(principal)
  return outcomes
}

async function askOverHttp(matrix: Matrix, row: Row, principal: Principal): Promise<string> {
  const { service, cast } = matrix
  const make = REQUESTS[row.operation]
  if (!make) throw new Error(`${row.operation} has no request: see test/api/access-requests.ts`)
  const shared = await sceneAt(matrix, row)
  const asking = { ...matrix, scene: shared, principal } satisfies Asking
  let request = await make(asking)
  const isOwn = request.isFinal === true && row.cells[principal] === 'ok'
  const scene = isOwn ? await freshScene(matrix, row) : shared
  if (isOwn) request = await make({ ...asking, scene })
  const { reads, ...asked } = request
  const { browsers } = scene
  const answer = await askAs(service, cast, { principal, browsers })({
    ...asked,
    method: row.operation.split(' ', 1)[0] as Method, // rows of requests begin with one
  })
  const outcome = outcomeOf(answer)
  if (outcome !== 'ok') return outcome
  if (request.endsLogin) await signInAgain(service, cast, principal)
  return !reads || reads(Object(answer.json), scene) ? 'ok' : '-'
}

function outcomeOf({ statusCode, headers, json }: Answer): string {
  if (statusCode < 300) return 'ok'
  if (statusCode === 303) {
    const [, problem] = String(headers.location).split('/sign-in?problem=')
    return problem === undefined ? 'ok' : `303 ${problem}`
  }
  const code: unknown = Reflect.get(Object(json), 'code')
  return statusCode === 409 ? `409 ${String(code)}` : String(statusCode)
}
