import type { Answer, Browser } from './browser.ts'
import type { Service } from './service.ts'
import { paths } from '../../contract/paths.ts'
import type { CodeUserSessionView, EmployeeSessionView } from '../../contract/views.ts'
import { insertCode } from '../../db/codes.ts'
import { API_KEY, CODES } from './town.ts'

export const REASON = 'The press does not open any more'

/** What Tom at the press writes into the request flow. */
export function requestBody({ town }: Service) {
  return {
    flowId: town.flowId,
    answers: { reason: REASON, requester: 'Tom', 'error-code': 'E 77', running: 'No' },
    consent: { decision: 'given', textVersion: 1, language: 'en' },
    email: 'tom@example.org',
  }
}

/** A browser at the press. */
export async function atThePress(service: Service): Promise<Browser> {
  const phone = service.browser()
  await phone.openCode(CODES.press)
  return phone
}

let codes = 0

/** Tom has sent his request: his browser and the session as he sees it. */
export async function requested(service: Service) {
  // A code of its own each time: one code has three open requests at most.
  const code = `PRESS-7-${++codes}`
  await insertCode(service.town.db, { deviceId: service.town.deviceId, code })
  const phone = service.browser()
  await phone.openCode(code)
  const answer = await phone.post(paths.sessions, { body: requestBody(service) })
  return { phone, session: viewOf<CodeUserSessionView>(answer) }
}

/** Tom's request, confirmed by Anna. */
export async function confirmed(service: Service) {
  const { session, phone } = await requested(service)
  const anna = await service.browser().signIn('Anna')
  await anna.post(paths.confirmation(session.id))
  return { id: session.id, phone, anna }
}

/** Tom calls, Anna accepts. */
export async function inCall(service: Service) {
  const people = await confirmed(service)
  const { id, phone, anna } = people
  await phone.post(paths.calls(id))
  await anna.post(paths.acceptance(id, 1))
  return people
}

/** Anna created it at her desk. */
export async function created(service: Service, body: object = {}) {
  const anna = await service.browser().signIn('Anna')
  const { deviceId } = service.town
  const answer = await anna.post(paths.sessions, { body: { deviceId, reason: REASON, ...body } })
  return { anna, session: viewOf<EmployeeSessionView>(answer) }
}

/** The ticket system's requests carry its key. */
export function ticketSystem(service: Service, key = API_KEY) {
  const headers = { authorization: `Bearer ${key}`, 'lotse-actor': '' }
  const browser = service.browser()
  return {
    get: (url: string) => browser.get(url, { headers }),
    post: (url: string, body: object, idempotencyKey?: string) =>
      browser.send('POST', url, {
        body,
        headers,
        ...(idempotencyKey === undefined ? {} : { key: idempotencyKey }),
      }),
    put: (url: string, body: object) => browser.put(url, { body, headers }),
    delete: (url: string) => browser.delete(url, { headers }),
  }
}

/** The view in an answer that succeeded; its shape is checked for every answer there is. */
export function viewOf<View>(answer: Answer): View {
  if (answer.statusCode >= 300) throw new Error(`${answer.statusCode}: ${answer.body}`)
  return answer.json as View
}

/** Status and problem of an answer, to compare at a glance. */
export function problem({ statusCode, json }: Answer): [number, unknown] {
  return [statusCode, json]
}

/** Ada, who may set everything up. */
export async function asAda(all: Service): Promise<{ all: Service; ada: Browser }> {
  return { all, ada: await signedIn(all, 'Ada') }
}

export function signedIn({ browser }: Service, name: string): Promise<Browser> {
  return browser().signIn(name)
}

/** Pointers of the fields that a refusal names. */
export function wrongFields({ json }: Answer): string[] {
  // Every refusal of a field is a problem of this form.
  const { errors = [] } = json as { errors?: { pointer: string }[] }
  return errors.map(({ pointer }) => pointer)
}
