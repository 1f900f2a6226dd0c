import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { WebSocket } from 'ws'
import { ownAddress, writeJanusConfiguration } from '../../janus/conf/configuration.ts'
import { findFreePort } from './free-port.ts'
import { startServerProcess, waitUntilReady } from './server-process.ts'

export interface JanusServer {
  /** The websocket that only our own processes speak to. */
  readonly url: string
  readonly port: number
  readonly apiSecret: string
  readonly adminKey: string
  readonly recordingsFolder: string
  readonly pid: number
  readonly exited: Promise<string>
  stop(): Promise<void>
}

export interface JanusOptions {
  /** The `janus` program. */
  readonly executable: string
  /** Holds configuration, recordings and log. */
  readonly folder: string
  readonly apiSecret: string
  readonly adminKey: string
  readonly port?: number | undefined
  /** The address offered to browsers; without it the host's own. */
  readonly address?: string | undefined
  readonly recordingsFolder?: string | undefined
  readonly reclaimSeconds?: number | undefined
  readonly rtpPortRange?: { readonly from: number; readonly to: number } | undefined
}

const RECLAIM_SECONDS = 300
const RTP_PORTS = { from: 20_000, to: 29_999 }
const START_LIMIT_MS = 30_000

/** Starts Janus with a locked-down configuration of its own. */
export async function startJanus(options: JanusOptions): Promise<JanusServer> {
  const folder = path.resolve(options.folder)
  const recordingsFolder = path.resolve(options.recordingsFolder ?? path.join(folder, 'recordings'))
  mkdirSync(recordingsFolder, { recursive: true })
  const port = await findFreePort(options.port)
  const configuration = path.join(folder, 'conf')
  writeJanusConfiguration(configuration, {
    websocketPort: port,
    address: options.address ?? ownAddress(),
    recordingsFolder,
    apiSecret: options.apiSecret,
    adminKey: options.adminKey,
    reclaimSeconds: options.reclaimSeconds ?? RECLAIM_SECONDS,
    rtpPortRange: options.rtpPortRange ?? RTP_PORTS,
  })
  const logFile = path.join(folder, 'janus.log')
  const server = await startServerProcess({
    name: 'Janus',
    command: options.executable,
    args: ['--configs-folder', configuration, '--disable-colors'],
    logFile,
    cwd: folder,
  })
  const url = `ws://127.0.0.1:${port}`
  const limits = { name: 'Janus', logFile, limitMs: START_LIMIT_MS }
  await waitUntilReady(server, limits, () => isJanusListening(url))
  return {
    url,
    port,
    apiSecret: options.apiSecret,
    adminKey: options.adminKey,
    recordingsFolder,
    pid: server.pid,
    exited: server.exited,
    // Janus takes seconds over an orderly end and has nothing to write by then.
    stop: () => server.stop('SIGTERM', 3_000),
  }
}

/** Whether somebody speaks the Janus protocol there. */
export function isJanusListening(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, 'janus-protocol', { handshakeTimeout: 1_000 })
    socket.once('error', () => resolve(false))
    socket.once('open', () => {
      socket.close()
      resolve(true)
    })
  })
}
