import websocket from '@fastify/websocket'
import fastify from 'fastify'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket, WebSocketServer } from 'ws'
import { callSocket } from '../../api/call-socket.ts'
import type { Seat } from '../../api/media-holder-ports.ts'
import { MediaHolder } from '../../api/media-holder.ts'
import type { MediaRoom } from '../../api/media-signalling.ts'
import { GATEWAY } from '../support/call/call-server.ts'
import { ANNA, CARLA, liveState } from '../support/call/live-state.ts'
import { percentile, type Figures } from './figures.ts'

/** As a page draws: sixty pieces a second of four points. */
const EVERY_MS = 17
const POINTS = [100, 200, 110, 210, 120, 220, 130, 230]
const ROUNDS = 3
const LOADS = [
  { calls: 1, pieces: 200 },
  { calls: 50, pieces: 60 },
]

type Pair = { from: WebSocket; to: WebSocket }
type Relay = { pairs: Pair[]; close: () => Promise<void> }

/**
 * From one page's socket to the other's, divided by two sockets of the bare library with nothing in
 * between, at the same pace. The gateway is on paper: no media passes the api.
 */
export async function benchStrokes(): Promise<Figures> {
  const figures: Figures = []
  for (const { calls, pieces } of LOADS) {
    const [ours, bare] = [await openCalls(calls), await openBareRelay(calls)]
    const taken: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] }
    for (let round = 0; round < ROUNDS; round += 1) {
      taken.bare.push(...(await draw(bare.pairs, pieces)))
      taken.ours.push(...(await draw(ours.pairs, pieces)))
    }
    await Promise.all([ours.close(), bare.close()])
    figures.push(...[0.5, 0.99].map((share) => figureOf({ calls, share, ...taken })))
  }
  return figures
}

type Taken = { calls: number; share: number; ours: number[]; bare: number[] }

function figureOf({ calls, share, ours, bare }: Taken) {
  const [relayed, direct] = [percentile(ours, share), percentile(bare, share)]
  return {
    name: `stroke to the other page ÷ bare ws relay, p${share * 100}, ${calls === 1 ? '1 call' : `${calls} calls`}`,
    ratio: relayed / direct,
    detail: `${relayed.toFixed(2)} ÷ ${direct.toFixed(2)} ms`,
  }
}

/** Everybody draws at once; ms from sending to hearing, one per piece. */
async function draw(pairs: readonly Pair[], pieces: number): Promise<number[]> {
  const taken: number[] = []
  const sent = new Map<string, number>()
  const hear = (data: Buffer) => {
    // Both relays carry what `send` below makes.
    const { id } = JSON.parse(data.toString()) as { id?: string }
    const at = id === undefined ? undefined : sent.get(id)
    if (at !== undefined) taken.push(performance.now() - at)
  }
  for (const { to } of pairs) to.on('message', hear)
  for (let piece = 0; piece < pieces; piece += 1) {
    for (const [index, { from }] of pairs.entries()) {
      const id = `${index}-${piece}`
      const message = { type: 'stroke', id, points: POINTS, isLast: false }
      sent.set(id, performance.now())
      from.send(JSON.stringify(message))
    }
    await wait(EVERY_MS)
  }
  while (taken.length < pairs.length * pieces) await wait(10)
  for (const { to } of pairs) to.off('message', hear)
  return taken
}

async function openCalls(calls: number): Promise<Relay> {
  const app = fastify({ forceCloseConnections: true, logger: { level: 'fatal' } })
  const holder = makeHolder(app.log)
  await app.register(websocket)
  await app.register(callSocket({ holder, findSeat: async ({ url }) => seatIn(url) }))
  holder.start()
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = addressOf(app.server.address())
  const open = async (index: number, side: string) => {
    const socket = await connect(`${address}/api/v1/video-sessions/${index}/call?side=${side}`)
    const joined = hearing(socket, 'joined')
    socket.send(JSON.stringify({ type: 'join' }))
    await joined
    return socket
  }
  const pairs: Pair[] = []
  for (let index = 0; index < calls; index += 1) {
    pairs.push({ from: await open(index, 'code_user'), to: await open(index, 'employee') })
  }
  return {
    pairs,
    async close() {
      await holder.close()
      await app.close()
    },
  }
}

/** Two sockets of the same number hear each other. */
async function openBareRelay(calls: number): Promise<Relay> {
  const server = createServer()
  const sockets = new WebSocketServer({ server })
  const waiting = new Map<string, WebSocket>()
  sockets.on('connection', (socket, { url = '' }) => {
    const other = waiting.get(url)
    waiting.set(url, socket)
    other?.on('message', (data: Buffer) => socket.send(data.toString()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = addressOf(server.address())
  const pairs: Pair[] = []
  for (let index = 0; index < calls; index += 1) {
    pairs.push({
      from: await connect(`${address}/${index}`),
      to: await connect(`${address}/${index}`),
    })
  }
  return {
    pairs,
    async close() {
      for (const { from, to } of pairs) for (const socket of [from, to]) socket.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function makeHolder(log: ReturnType<typeof fastify>['log']): MediaHolder {
  const nothing = async () => undefined
  const room: MediaRoom = {
    ...{ isRecording: false, isFlowing: () => true, isSilent: () => false },
    ...{ join: nothing, answer: nothing, candidate: nothing, restart: nothing, remove: nothing },
    ...{ resume: async () => false, offer: async () => '', kept: () => ({ session: 1 }) },
  }
  return new MediaHolder({
    ...{ gateway: GATEWAY, holder: 'bench', holderUrl: 'http://127.0.0.1', log },
    iceServers: () => [],
    signalling: {
      ...{ open: async () => room, resume: async () => room, hasRoom: async () => true },
      ...{ forget: nothing, setRecording: nothing, closeRoom: nothing, release: nothing },
    },
    rows: {
      findState: async ({ sessionId }) => liveState(sessionId),
      ...{ listRunningCalls: async () => [], listKept: async () => [] },
      ...{ listScreenshotChanges: async () => [], logScreenshotChange: async () => 'closed' },
      ...{ saveKept: nothing, deleteKept: nothing, saveStroke: nothing },
    },
    leases: {
      find: async () => ({ holder: null, epoch: 0, isHeld: false }),
      ...{ take: async () => 1, renew: async () => true, release: nothing },
    },
    facts: { presence: nothing, gatewayLost: nothing, mediaStopped: nothing },
    commands: { send: nothing },
  })
}

function seatIn(url: string): Seat {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  const sessionId = pathname.split('/')[4] ?? ''
  const place = { organisationId: 'acme', sessionId, call: 1 }
  return searchParams.get('side') === 'employee'
    ? {
        ...{ ...place, side: 'employee', id: ANNA },
        actor: { kind: 'employee', id: ANNA, role: 'member', relation: 'recipient' },
      }
    : {
        ...{ ...place, side: 'code_user', id: CARLA },
        actor: { kind: 'code_user', id: CARLA, relation: 'participant' },
      }
}

async function connect(address: string): Promise<WebSocket> {
  const socket = new WebSocket(address)
  await once(socket, 'open')
  return socket
}

function hearing(socket: WebSocket, type: string): Promise<void> {
  return new Promise((resolve) => {
    socket.on('message', (data: Buffer) => {
      if (data.includes(`"type":"${type}"`)) resolve()
    })
  })
}

function addressOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('it listens on no port')
  return `ws://127.0.0.1:${address.port}`
}
