import * as Y from 'yjs'
import type { MediaEvent } from '../../api/media-signalling.ts'
import { paths } from '../../contract/paths.ts'
import type { ClientCallMessage, ServerCallMessage } from '../../contract/call-messages.ts'
import { FRAME_KINDS, writeFrame, type FrameKind } from '../../domain/screenshot-frames.ts'
import type { Principal } from './access-principals.ts'
import { documented, type Row } from './access-rows.ts'
import type { Scene } from './access-scene.ts'
import { freshScene, sceneAt, type Matrix } from './access-stage.ts'
import { frameName, MatrixSocket, openAs, problemIn } from './access-socket.ts'
import { markMessage } from '../support/call/marks.ts'

type Side = 'employee' | 'code_user'
/** The page of the principal, and that of the other side of the call. */
type Talk = {
  matrix: Matrix
  scene: Scene
  page: MatrixSocket
  other: MatrixSocket
  side: Side
  /** Own id in the call. */
  me: string
  them: string
  /** Another page of the same person. */
  again: () => Promise<MatrixSocket>
}

const SDP = 'v=0 of a page on paper'
const CANDIDATE = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host' }
const MARK = markMessage('m1')
const STROKE = { type: 'stroke', id: 's1', points: [1, 2], isLast: true }
const POINTER = { type: 'pointer', screenshot: 1, isOpen: true, at: null }
const PEN = { kind: 'pen', order: 1, points: [1, 2, 3, 4] }

let keys = 0
const stop = (what: string) => ({ type: 'stop', what, key: `matrix-stop-${++keys}` })

type Sent = {
  send: (talk: Talk) => object | Uint8Array
  /** What says that it was taken; without it nothing is answered. */
  reply?: string
}

const SENT: Record<ClientCallMessage['type'], Sent> = {
  preconnect: { send: () => ({ type: 'preconnect' }), reply: 'granted' },
  join: { send: () => ({ type: 'join' }), reply: 'joined' },
  offer: { send: () => ({ type: 'offer', sdp: SDP }), reply: 'answer' },
  answer: { send: () => ({ type: 'answer', sdp: SDP }) },
  candidate: { send: () => ({ type: 'candidate', leg: 'send', candidate: CANDIDATE }) },
  restart: { send: () => ({ type: 'restart', leg: 'receive' }) },
  stop: { send: () => stop('call'), reply: 'stopped' },
  stroke: { send: () => STROKE },
  mark: { send: () => MARK, reply: 'mark' },
  unmark: { send: () => ({ type: 'unmark', id: 'none' }) },
  marksSeen: { send: () => ({ type: 'marksSeen', places: [] }) },
  presence: { send: () => ({ type: 'presence', microphone: 'on', camera: 'on' }) },
  pointer: { send: () => POINTER },
  ping: { send: () => ({ type: 'ping' }), reply: 'pong' },
}
const SENT_FRAMES: Record<FrameKind, Sent> = {
  sync: { send: () => sync(), reply: 'screenshot sync' },
  change: { send: ({ side }) => shapeOf(side), reply: 'screenshot accepted' },
  part: { send: () => frame('part', new Uint8Array(1)) },
  accepted: { send: () => frame('accepted', new Uint8Array()) },
}
const VARIANTS: Record<string, Sent> = {
  'SEND call offer (without a place)': SENT.offer,
  'SEND call stroke (without a place)': SENT.stroke,
  'SEND call pointer (without a place)': SENT.pointer,
  'SEND call mark (without a place)': SENT.mark,
  'SEND call screenshot sync (without a place)': SENT_FRAMES.sync,
  'SEND call screenshot change (as the other side)': {
    send: ({ side }) => shapeOf(side === 'employee' ? 'code_user' : 'employee'),
    reply: 'screenshot accepted',
  },
  'SEND call stop (call)': SENT.stop,
  'SEND call stop (recording)': { send: () => stop('recording'), reply: 'stopped' },
  'SEND call stop (consent)': { send: () => stop('consent'), reply: 'stopped' },
}
const ALL_SENT: Record<string, Sent> = {
  ...Object.fromEntries(
    Object.entries(SENT)
      .filter(([type]) => type !== 'stop')
      .map(([type, sent]) => [`SEND call ${type}`, sent]),
  ),
  ...Object.fromEntries(
    Object.entries(SENT_FRAMES).map(([kind, sent]) => [`SEND call screenshot ${kind}`, sent]),
  ),
  ...VARIANTS,
}

type Cause = (talk: Talk) => Promise<unknown> | void

/** What makes each message be sent. */
const HEARD: Record<ServerCallMessage['type'], Cause> = {
  welcome: () => undefined,
  granted: ({ page }) => page.send({ type: 'preconnect' }),
  busy: async ({ page, other }) => {
    other.send({ type: 'preconnect' })
    await other.next('granted')
    page.send({ type: 'preconnect' })
    await page.next('busy')
  },
  answered: async ({ page, side, scene }) => {
    if (side === 'code_user') {
      page.send({ type: 'join' })
      await page.next('joined')
    }
    await scene.browsers.responsible?.post(paths.acceptance(scene.id, 1))
  },
  joined: () => undefined,
  marks: () => undefined,
  answer: ({ page }) => page.send({ type: 'offer', sdp: SDP }),
  offer: (talk) => gateway(talk, { type: 'offer', member: talk.me, sdp: SDP, isNew: true }),
  candidate: (talk) =>
    gateway(talk, { type: 'candidate', member: talk.me, leg: 'send', candidate: CANDIDATE }),
  stopped: ({ page }) => page.send(stop('call')),
  stroke: ({ other }) => other.send(STROKE),
  mark: (talk) => employeeOf(talk).send(MARK),
  unmark: (talk) => {
    employeeOf(talk).send(markMessage('m2'))
    employeeOf(talk).send({ type: 'unmark', id: 'm2' })
  },
  marksSeen: (talk) => employeeOf(talk).send({ type: 'marksSeen', places: [] }),
  pointer: ({ other }) => other.send(POINTER),
  presence: ({ other }) => other.send({ type: 'presence', microphone: 'muted', camera: 'off' }),
  recorder: () => undefined,
  quality: (talk) => gateway(talk, { type: 'quality', member: talk.me, lost: 99 }),
  replaced: async ({ again }) => (await again()).send({ type: 'join' }),
  ended: ({ other }) => other.send(stop('call')),
  problem: ({ page }) => page.send({ type: 'nonsense' }),
  pong: ({ page }) => page.send({ type: 'ping' }),
}
const HEARD_FRAMES: Record<Exclude<FrameKind, 'part'>, Cause> = {
  sync: ({ page }) => page.send(sync()),
  change: async ({ page, other, side }) => {
    for (const each of [page, other]) each.send(sync())
    await other.next('screenshot sync')
    other.send(shapeOf(side === 'employee' ? 'code_user' : 'employee'))
    await other.next('screenshot accepted')
  },
  accepted: ({ page, side }) => page.send(shapeOf(side)),
}
const OF_THE_OTHER = 'HEAR call quality (of the other side)'
const ALL_HEARD: Record<string, Cause> = {
  ...Object.fromEntries(Object.entries(HEARD).map(([type, each]) => [`HEAR call ${type}`, each])),
  ...Object.fromEntries(
    Object.entries(HEARD_FRAMES).map(([kind, each]) => [
      `HEAR call ${frameName(kind as FrameKind)}`,
      each,
    ]), // its own keys
  ),
  [OF_THE_OTHER]: (talk) => gateway(talk, { type: 'quality', member: talk.them, lost: 99 }),
}

export const CALL_MESSAGES = ['CONNECT call', ...Object.keys(ALL_SENT), ...Object.keys(ALL_HEARD)]
/** What a screenshot's frames say, and which way. */
export const FRAME_MESSAGES = [
  ...Object.keys(FRAME_KINDS).map((kind) => `SEND call screenshot ${kind}`),
  ...Object.keys(HEARD_FRAMES).map((kind) => `HEAR call screenshot ${kind}`),
]

/** What lasts in a call, or ends it: each principal gets a call of their own for these. */
const LASTING = [
  ...['stop', 'ended', 'mark', 'change', 'accepted'],
  ...['granted', 'preconnect', 'busy', 'answered'],
]

export async function askOnCallSocket(matrix: Matrix, row: Row, principal: Principal) {
  const shared = await sceneAt(matrix, row)
  const first = await openPage(matrix, shared, principal)
  if (!(first instanceof MatrixSocket)) return first
  first.close()
  if (row.operation === 'CONNECT call') return 'ok'
  const isOwn = LASTING.some((each) => row.operation.includes(each))
  const scene = isOwn ? await freshScene(matrix, row) : shared
  const talk = await makeTalk(matrix, { scene, principal, stage: row.stage })
  const sent = ALL_SENT[row.operation]
  const outcome = sent ? await say(talk, row, sent) : await listenTo(talk, row)
  for (const page of [talk.page, talk.other]) page.close()
  return outcome
}

async function makeTalk(
  matrix: Matrix,
  { scene, principal, stage }: { scene: Scene; principal: Principal; stage: Row['stage'] },
): Promise<Talk> {
  const side = principal === 'participant' ? 'code_user' : 'employee'
  const open = async (as: Principal) => {
    const page = await openPage(matrix, scene, as)
    if (page instanceof MatrixSocket) return page
    throw new Error(`${as} does not get in: ${page}`)
  }
  const [page, other] = [await open(principal), await open(partnerOf(principal, stage))]
  const [me, them] = [await idIn(page), await idIn(other)]
  return { matrix, scene, page, other, side, me, them, again: () => open(principal) }
}

/** The other side, or while it rings somebody else whom it rings for. */
function partnerOf(principal: Principal, stage: Row['stage']): Principal {
  if (principal !== 'responsible') return 'responsible'
  return stage === 'ringing' ? 'recipient' : 'participant'
}

async function idIn(page: MatrixSocket): Promise<string> {
  return String(Reflect.get((await page.next('welcome')).message, 'participant'))
}

async function openPage({ address, cast }: Matrix, scene: Scene, principal: Principal) {
  return openAs({ address, path: paths.callSocket(scene.id), cast, scene, principal })
}

/** Both sides have their place, where the row is about people who do. */
async function takePlaces({ page, other }: Talk, { operation, stage }: Row): Promise<void> {
  if (stage === 'ringing' || operation.endsWith('(without a place)')) return
  for (const each of [page, other]) {
    each.send({ type: 'join' })
    await each.next('joined')
  }
}

async function say(talk: Talk, row: Row, { send, reply }: Sent): Promise<string> {
  const { page } = talk
  await takePlaces(talk, row)
  page.send(send(talk))
  if (reply) {
    const { name } = await page.next(reply, 'problem', 'busy')
    if (name === 'busy') return 'busy'
  } else await page.settle()
  return problemIn(page) ?? 'ok'
}

async function listenTo(talk: Talk, row: Row): Promise<string> {
  const { page, other } = talk
  await takePlaces(talk, row)
  await ALL_HEARD[row.operation]?.(talk)
  const name = documented(row.operation).replace('HEAR call ', '')
  // Some of it takes a while; what is not expected to come is not waited for.
  const isExpected = row.cells[talk.side === 'code_user' ? 'participant' : 'responsible'] === 'ok'
  if (isExpected) await page.next(name)
  await other.settle()
  await page.settle()
  return page.has(name) ? 'ok' : '-'
}

function employeeOf({ side, page, other }: Talk): MatrixSocket {
  return side === 'employee' ? page : other
}

function gateway({ matrix, scene }: Talk, event: MediaEvent): void {
  matrix.gateway.tell({ sessionId: scene.id, call: 1 }, event)
}

function frame(kind: FrameKind, body: Uint8Array): Uint8Array {
  return writeFrame({ kind, screenshot: 1, body })
}

function sync(): Uint8Array {
  return frame('sync', Y.encodeStateVector(new Y.Doc()))
}

function shapeOf(side: Side): Uint8Array {
  const document = new Y.Doc()
  document.getMap('shapes').set(side === 'employee' ? 'e-00000001' : 'c-00000001', PEN)
  return frame('change', Y.encodeStateAsUpdate(document))
}
