import websocket from '@fastify/websocket'
import fastify from 'fastify'
import { readFileSync } from 'node:fs'
import { callSocket } from '../../../api/call-socket.ts'
import { MediaHolder } from '../../../api/media-holder.ts'
import type { Side } from '../../../api/media-holder-ports.ts'
import { handleError } from '../../../api/error-handler.ts'
import { closeRefusedUpgrade } from '../../../api/refused-upgrade.ts'
import { FRAME_LIMIT_BYTES } from '../../../api/socket-frames.ts'
import { JanusSignalling } from '../../../janus/media-signalling.ts'
import { FileRows } from './file-rows.ts'

export type CallServerOptions = {
  port: number
  folder: string
  holder: string
  reclaimSeconds: number
  mediaKey: string
  janus: { url: string; apiSecret: string; adminKey: string; recordingsFolder: string }
}

export const GATEWAY = 'gateway-1'

/**
 * The smallest api with calls: media holder and call socket are real, rows are files, and a page is
 * whoever it says it is.
 */
export async function startCallServer(options: CallServerOptions) {
  const { janus, mediaKey, reclaimSeconds, holder: name } = options
  const rows = new FileRows(options.folder)
  const app = fastify({ forceCloseConnections: true, logger: { level: 'fatal' } })
  app.setErrorHandler(handleError)
  const holder = new MediaHolder({
    gateway: GATEWAY,
    holder: name,
    holderUrl: `http://127.0.0.1:${options.port}`,
    signalling: new JanusSignalling({
      address: janus,
      keys: { mediaKey, adminKey: janus.adminKey, recordingsFolder: janus.recordingsFolder },
      reclaimSeconds,
    }),
    rows: rows.holderRows(),
    leases: rows.leases(),
    facts: rows.facts(),
    commands: rows.commands(),
    log: app.log,
    iceServers: () => [],
  })
  app.addHook('onResponse', closeRefusedUpgrade)
  await app.register(websocket, { options: { maxPayload: FRAME_LIMIT_BYTES } })
  await app.register(
    callSocket({
      holder,
      findSeat: async (request) => {
        const query = new URL(request.url, 'http://localhost').searchParams
        const side: Side = query.get('side') === 'employee' ? 'employee' : 'code_user'
        const id = query.get('person') ?? ''
        const { organisationId, sessionId } = rows.state
        const actor =
          side === 'employee'
            ? ({ kind: 'employee', id, role: 'member', relation: 'recipient' } as const)
            : ({ kind: 'code_user', id, relation: 'participant' } as const)
        return { organisationId, sessionId, call: Number(query.get('call')), side, id, actor }
      },
    }),
  )
  const script = readFileSync(new URL('./call-page.mjs', import.meta.url), 'utf8')
  app.get('/page', (_request, reply) =>
    reply
      .type('text/html')
      .send(
        `<!doctype html><title>Call</title><video autoplay playsinline></video><script>${script}</script>`,
      ),
  )
  app.post('/changed', async () => holder.sessionChanged(rows.state.sessionId))
  app.post<{ Body: { what: 'call' | 'recording' | 'consent' } }>('/stop', async (request) => {
    const { organisationId, sessionId, call } = rows.state
    await holder.stop({
      organisationId,
      sessionId,
      call: call?.number ?? 0,
      what: request.body.what,
    })
    return { stopped: true }
  })
  holder.start()
  await app.listen({ port: options.port, host: '127.0.0.1' })
  return {
    url: `http://127.0.0.1:${options.port}`,
    async close() {
      await holder.close()
      await app.close()
    },
  }
}

const [, script, argument] = process.argv
if (script?.endsWith('call-server.ts') && argument) {
  const options = JSON.parse(argument) as CallServerOptions // written by `startCallServerProcess`
  await startCallServer(options)
  process.send?.('ready')
}
