import sharp from 'sharp'
import { insertCode } from '../../db/codes.ts'
import { markArtefactStored } from '../../db/artefacts.ts'
import { paths } from '../../contract/paths.ts'
import type { CodeUserSessionView } from '../../contract/views.ts'
import { idOf } from '../db/world.ts'
import { isEmployee, signInSara, type Cast, type Key, type Principal } from './access-principals.ts'
import type { Stage } from './access-rows.ts'
import type { Answer, Browser } from './browser.ts'
import { requestBody, viewOf } from './cast.ts'
import type { Service } from './service.ts'

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
export type Asked = {
  method: Method
  path: string
  body?: unknown
  headers?: Record<string, string>
  /** As a player or a link asks, which can set no headers. */
  isByAddress?: boolean
}

/** A session, with every browser that may or may not have to do with it. */
export type Scene = {
  id: string
  code: string
  codeId: string
  /** As the participant saw it when it was requested, with who waits. */
  session: CodeUserSessionView
  recordingId: string
  screenshotId: string
  browsers: Partial<Record<Principal, Browser>>
  madeAt: number
}

let scenes = 0

/** Tom has requested it and let another browser in; a third one has opened the code, one more waits. */
export async function makeScene(service: Service, cast: Cast, stage: Stage): Promise<Scene> {
  const [scene] = await makeScenes(service, cast, { stage, count: 1 })
  if (!scene) throw new Error('one was asked for')
  return scene
}

/** Several at the same time, which takes hardly longer than one. */
export async function makeScenes(
  service: Service,
  cast: Cast,
  { stage, count }: { stage: Stage; count: number },
): Promise<Scene[]> {
  const { departments } = service.town
  await cast.moveNina(departments.sales)
  const requests = await Promise.all(Array.from({ length: count }, () => request(service)))
  await cast.moveNina(departments.service)
  return Promise.all(requests.map((each) => goOn(service, cast, { ...each, stage })))
}

async function request(service: Service) {
  const { town, browser } = service
  const code = `MATRIX-${++scenes}`
  const codeId = await insertCode(town.db, { deviceId: town.deviceId, code })
  const [phone, later, grant, pending] = [browser(), browser(), browser(), browser()]
  await Promise.all([phone, later, grant, pending].map((each) => each.openCode(code)))
  const sent = await phone.post(paths.sessions, { body: requestBody(service) })
  const { id } = viewOf<CodeUserSessionView>(sent)
  return { id, code, codeId, phone, later, grant, pending }
}

type Requested = Awaited<ReturnType<typeof request>> & { stage: Stage }

async function goOn(service: Service, cast: Cast, requested: Requested): Promise<Scene> {
  const { browser } = service
  const { id, code, codeId, phone, later, grant, pending, stage } = requested
  viewOf(await later.post(paths.claim(id)))
  const { waiting } = viewOf<CodeUserSessionView>(await phone.get(paths.session(id)))
  const body = { participantId: waiting[0]?.id }
  viewOf(await phone.post(paths.admission(id), { body }))
  viewOf(await pending.post(paths.claim(id)))
  const { employees } = cast
  viewOf(await employees.responsible.put(paths.ticketLink(id, 'rt', '16'), { body: {} }))
  const session = viewOf<CodeUserSessionView>(await phone.get(paths.session(id)))
  const scene: Scene = {
    ...{ id, code, codeId, session, madeAt: Date.now() },
    recordingId: idOf(`recording of ${id}`),
    screenshotId: idOf(`screenshot of ${id}`),
    browsers: {
      ...{ nobody: browser(), stranger: browser().as('code-user') },
      ...{ neighbour: cast.neighbour, grant, pending },
      ...{ participant: phone, 'later participant': later },
      ...employees,
    },
  }
  await advance(service, { id, phone, max: employees.responsible }, stage)
  return scene
}

type Sides = { id: string; phone: Browser; max: Browser }

/** The way of the session to where the row wants it. */
async function advance(service: Service, { id, phone, max }: Sides, stage: Stage): Promise<void> {
  if (stage === 'requested') return
  viewOf(await max.post(paths.confirmation(id)))
  if (stage === 'confirmed') return
  viewOf(await (stage === 'called' ? max : phone).post(paths.calls(id)))
  if (stage === 'called' || stage === 'ringing') return
  viewOf(await max.post(paths.acceptance(id, 1)))
  if (stage === 'live') return
  if (stage === 'screenshot') return void viewOf(await takeScreenshot(max, id))
  viewOf(await max.post(paths.end(id, 1)))
  await insertArtefact(service, { id, kind: 'recording', contentType: 'video/webm' })
  await insertArtefact(service, { id, kind: 'screenshot', contentType: 'image/webp' })
  if (stage === 'done') return
  viewOf(await max.put(paths.visibility(id), { body: { visibility: 'internal' } }))
}

export const PICTURE = await sharp({
  create: { width: 64, height: 40, channels: 3, background: '#336699' },
})
  .png()
  .toBuffer()

export function takeScreenshot(by: Browser, id: string): Promise<Answer> {
  const headers = { 'content-type': 'image/png' }
  return by.post(paths.screenshots(id, 1), { body: PICTURE, headers })
}

type NewArtefact = { id: string; kind: 'recording' | 'screenshot'; contentType: string }

/** What the call has left behind, in the store and in the database. */
async function insertArtefact(service: Service, artefact: NewArtefact): Promise<void> {
  const { town, files } = service
  const { id: sessionId, kind, contentType } = artefact
  const { organisationId } = town.db
  const id = idOf(`${kind} of ${sessionId}`)
  const row = { id, organisationId, sessionId, callNumber: 1, kind, state: 'uploading' as const }
  // Beside the one that was taken over HTTP, which nobody composes here.
  await town.db
    .insertInto('artefacts')
    .values({ ...row, position: kind === 'screenshot' ? 2 : 1 })
    .execute()
  const objectKey = `${organisationId}/${sessionId}/1/${kind}`
  const content = { contentType, bytes: 10, sha256: 'abc', durationMs: 2000 }
  const timeIndex: [number, number][] = [[0, 0]]
  await markArtefactStored(town.db, id, {
    state: 'ready',
    file: { objectKey, ...content, timeIndex },
  })
  files.set(objectKey, Buffer.from('0123456789'))
}

/** Asks as one of the principals, whose cookies stay what they were. */
export function askAs(
  { browser }: Service,
  { secrets }: Cast,
  { principal, browsers }: Pick<Scene, 'browsers'> & { principal: Principal },
): (asked: Asked) => Promise<Answer> {
  // Principals without a browser are keys.
  const secret = secrets.get(principal as Key)
  const own = browsers[principal]
  return ({ method, path, body, isByAddress = false, headers = {} }) => {
    const copy = browser()
    for (const [name, value] of own?.cookies ?? []) copy.cookies.set(name, value)
    if (own) copy.as(own.actor)
    const silent = secret !== undefined || principal === 'nobody' || isByAddress
    const sent = {
      ...(silent ? { 'lotse-actor': '' } : {}),
      ...(secret ? { authorization: `Bearer ${secret}` } : {}),
      ...headers,
    }
    const isPage = secret === undefined && principal !== 'nobody'
    const address = isByAddress && isPage ? `${path}?as=${copy.actor}` : path
    const key = `matrix-${++requests}`
    const content = body === undefined ? {} : { body }
    if (method === 'GET' || method === 'HEAD') return copy.send(method, address, { headers: sent })
    return copy.send(method, address, { headers: sent, key, ...content })
  }
}

let requests = 0

/** Signs in again whose login a row has ended. */
export async function signInAgain(
  { town }: Service,
  { employees }: Cast,
  principal: Principal,
): Promise<void> {
  const names: Partial<Record<Principal, string>> = {
    responsible: 'Max',
    recipient: 'Anna',
    unrelated: 'Nina',
    overseer: 'Olga',
    'other department': 'Paul',
    moderator: 'Mo',
    'other moderator': 'Mia',
    administrator: 'Ada',
  }
  if (principal === 'other organisation') await signInSara(employees[principal], town)
  const name = names[principal]
  if (name && isEmployee(principal)) await employees[principal].signIn(name)
}
