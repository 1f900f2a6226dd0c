import { NativeConnection, Worker } from '@temporalio/worker'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { once } from 'node:events'
import { Webhook } from 'standardwebhooks'
import type { Test } from 'tap'
import { createDeliveryActivities } from '../../activities/deliveries/deliver.ts'
import type { DeliveryTimings } from '../../activities/deliveries/drain.ts'
import { makeTemporalClient } from '../../api/session-workflows.ts'
import { wakeDeliveries } from '../../bin/worker/wake-deliveries.ts'
import { insertWebhookEndpoint } from '../../db/webhook-endpoints.ts'
import { HISTORY_KINDS } from '../../domain/session-change.ts'
import { makeSendOutward } from '../../integrations/outward-request.ts'
import { makeWorld, type World } from '../db/world.ts'
import { bundleWorkflows, LINK_KEY } from '../workflows/temporal-session.ts'
import { makeTestTemporal } from '../support/servers.ts'

export const SECRET = `whsec_${Buffer.from('the secret that both sides share').toString('base64')}`
const PATIENCE_MS = 15_000
const TIMINGS: DeliveryTimings = {
  ...{ firstRetryMs: 20, longestRetryMs: 200 },
  ...{ giveUpAfterMs: 600_000, settleMs: 200 },
}

export type Heard = {
  id: string
  type: string
  data: { sequence: number; session: { id: string; number: number } } & Record<string, unknown>
  headers: IncomingHttpHeaders
}
type Answer = { status: number; headers?: Record<string, string> }

/** Somebody's own system: takes webhooks only with a signature that is right. */
export class Receiver {
  /** What it took, in the order in which it did. */
  readonly heard: Heard[] = []
  /** The ids of all that came, also of what it did not take. */
  readonly arrived: string[] = []
  /** Null: never. */
  answer: (heard: Heard) => Answer | null = () => ({ status: 204 })
  readonly #secret: string
  #server: Server | undefined
  port = 0

  constructor(secret = SECRET) {
    this.#secret = secret
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`
  }

  /** On the port it had before, if any. */
  async open(): Promise<void> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        const answer = this.#take(request.headers, Buffer.concat(parts).toString())
        if (answer) response.writeHead(answer.status, answer.headers).end()
      })
    })
    server.listen(this.port, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (typeof address === 'object' && address !== null) this.port = address.port
    this.#server = server
  }

  async close(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = undefined
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }

  #take(headers: IncomingHttpHeaders, body: string): Answer | null {
    const signed = {
      'webhook-id': String(headers['webhook-id']),
      'webhook-timestamp': String(headers['webhook-timestamp']),
      'webhook-signature': String(headers['webhook-signature']),
    }
    // Throws on a signature that is not right, and the test with it.
    const message = Object(new Webhook(this.#secret).verify(body, signed))
    const heard: Heard = { id: signed['webhook-id'], headers, ...message }
    this.arrived.push(heard.id)
    const answer = this.answer(heard)
    if (answer && answer.status < 300) this.heard.push(heard)
    return answer
  }
}

export type DeliveryStage = Awaited<ReturnType<typeof makeDeliveryStage>>

/** Postgres, Temporal, a worker that delivers, and a receiver that listens. */
export async function makeDeliveryStage(t: Test, timings: Partial<DeliveryTimings> = {}) {
  const [world, temporal] = await Promise.all([makeWorld(t), makeTestTemporal(t)])
  const { address, taskQueue } = temporal
  const receiver = new Receiver()
  await receiver.open()
  const connection = await NativeConnection.connect({ address })
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowBundle: await bundleWorkflows(),
    activities: createDeliveryActivities({
      database: world.database,
      publicUrl: 'https://lotse.example',
      linkKey: LINK_KEY,
      send: makeSendOutward({ allowedNetworks: ['127.0.0.1'], timeoutMs: 2_000 }),
      timings: { ...TIMINGS, ...timings },
    }),
  })
  const running = worker.run()
  const client = makeTemporalClient(address)
  const stopWaking = await wakeDeliveries({
    client,
    database: world.database,
    databaseUrl: world.url,
    log: { warn: () => undefined },
    queues: { workflows: taskQueue, activities: taskQueue },
  })
  t.teardown(async () => {
    await stopWaking()
    worker.shutdown()
    await running
    await connection.close()
    await client.connection.close()
    await receiver.close()
  })
  return { world, receiver, client, endpointFor: (url: string) => endpointFor(world, url) }
}

function endpointFor({ db }: World, url: string): Promise<string> {
  return insertWebhookEndpoint(db, { url, secret: SECRET, events: HISTORY_KINDS })
}

/** Waits until something is so; the limit is generous, the machine may be busy. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`not within ${PATIENCE_MS} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
