import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer, type Socket as Stream } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { Page, WebSocketRoute } from 'playwright-core'
import type { Owner } from '../support/servers.ts'

type Leg = 'send' | 'receive'
type Place = Pick<RemoteInfo, 'address' | 'port'>
type Signal = {
  type: string
  leg?: Leg
  sdp?: string
  candidate?: { candidate: string } | null
}

/** Of which leg a description is, by who sends it. */
const LEG_OF: Record<'browser' | 'server', Record<string, Leg>> = {
  browser: { offer: 'send', answer: 'receive' },
  server: { offer: 'receive', answer: 'send' },
}

/**
 * What lies between one browser and everything else. Requests and sockets go through a TCP relay,
 * media through a UDP relay whose addresses take the place of the real candidates on both sides.
 * Neither end is told of anything, as in a lift: bytes no longer arrive, and no socket closes.
 */
export class PoorNetwork {
  /** Of the media, one packet in so many is lost; 0 for none. */
  losesOneIn = 0
  readonly browserArgs: string[]
  readonly #streams: StreamRelay
  readonly #legs: Record<Leg, PacketRelay>
  #isMediaCut = false
  #packets = 0

  private constructor(streams: StreamRelay, url: URL) {
    this.#streams = streams
    this.browserArgs = [`--host-resolver-rules=MAP ${url.host} 127.0.0.1:${streams.port}`]
    const passes = () => this.#passes()
    this.#legs = { send: new PacketRelay(passes), receive: new PacketRelay(passes) }
  }

  /** In front of the service at this address, for a browser that is started with `browserArgs`. */
  static async open(t: Owner, address: string): Promise<PoorNetwork> {
    const url = new URL(address)
    const streams = new StreamRelay({ host: url.hostname, port: Number(url.port) })
    await streams.listen()
    const network = new PoorNetwork(streams, url)
    await Promise.all(Object.values(network.#legs).map((leg) => leg.bind()))
    t.teardown(() => network.#close())
    return network
  }

  /** Puts a page's calls on this network, from its next loading on. */
  async carry(page: Page): Promise<void> {
    await page.routeWebSocket(/\/call\?/, (socket) => this.#signal(socket))
    await page.reload()
  }

  cutMedia(): void {
    this.#isMediaCut = true
  }

  cut(): void {
    this.cutMedia()
    this.#streams.hold()
  }

  mend(): void {
    this.#isMediaCut = false
    this.#streams.passOn()
  }

  #passes(): boolean {
    this.#packets += 1
    return !this.#isMediaCut && !(this.losesOneIn > 0 && this.#packets % this.losesOneIn === 0)
  }

  #signal(socket: WebSocketRoute): void {
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      const changed = this.#rewrite('browser', message)
      if (changed !== undefined) server.send(changed)
    })
    server.onMessage((message) => {
      const changed = this.#rewrite('server', message)
      if (changed !== undefined) socket.send(changed)
    })
  }

  /** Undefined for a candidate that no relay stands for. */
  #rewrite(from: 'browser' | 'server', message: string | Buffer): string | Buffer | undefined {
    if (typeof message !== 'string') return message
    const signal = JSON.parse(message) as Signal // the contract's
    const leg = signal.leg ?? LEG_OF[from][signal.type]
    if (!leg) return message
    const relay = this.#legs[leg]
    const replace = (line: string) => relay.standFor(from, line)
    if (signal.sdp) {
      const lines = signal.sdp.split('\r\n')
      const sdp = lines.flatMap((line) => (isCandidate(line) ? (replace(line) ?? []) : line))
      return JSON.stringify({ ...signal, sdp: sdp.join('\r\n') })
    }
    if (!signal.candidate) return message
    const candidate = replace(signal.candidate.candidate)
    return candidate && JSON.stringify({ ...signal, candidate: { ...signal.candidate, candidate } })
  }

  #close(): void {
    this.#streams.close()
    for (const leg of Object.values(this.#legs)) leg.close()
  }
}

function isCandidate(line: string): boolean {
  return line.startsWith('a=candidate:')
}

/** Two ports, one that the browser takes for the gateway and one that the gateway takes for it. */
class PacketRelay {
  readonly #passes: () => boolean
  readonly #near = createSocket('udp4')
  readonly #far = createSocket('udp4')
  #browser: Place | undefined
  #gateway: Place | undefined

  constructor(passes: () => boolean) {
    this.#passes = passes
    this.#near.on('message', (packet, from) => {
      this.#browser = from
      this.#pass(packet, this.#far, this.#gateway)
    })
    this.#far.on('message', (packet, from) => {
      // The connection before this one may not have ended there yet.
      if (from.port === this.#gateway?.port) this.#pass(packet, this.#near, this.#browser)
    })
  }

  async bind(): Promise<void> {
    for (const socket of [this.#near, this.#far]) {
      socket.bind(0)
      await once(socket, 'listening')
    }
  }

  /** The line with the relay's port in it; a gateway's says where packets go from now on. */
  standFor(whose: 'browser' | 'server', line: string): string | undefined {
    const [, start, address = '', port, rest] =
      /^(.*? 1 udp \d+) (\d+\.\d+\.\d+\.\d+) (\d+) (typ host.*)$/i.exec(line) ?? []
    if (!start) return undefined
    if (whose === 'server') this.#gateway = { address, port: Number(port) }
    const seen = whose === 'server' ? this.#near : this.#far
    return `${start} ${address} ${seen.address().port} ${rest}`
  }

  close(): void {
    this.#near.close()
    this.#far.close()
  }

  #pass(packet: Buffer, by: Socket, to: Place | undefined): void {
    if (to && this.#passes()) by.send(packet, to.port, to.address)
  }
}

/** Passes connections on to one server; what it holds back it passes on later. */
class StreamRelay {
  readonly #target: { host: string; port: number }
  readonly #server = createServer((near) => this.#accept(near))
  readonly #streams = new Set<Stream>()
  #isHolding = false
  #waiting: (() => void)[] = []

  constructor(target: { host: string; port: number }) {
    this.#target = target
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port // it listens on a port
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
  }

  hold(): void {
    this.#isHolding = true
    for (const stream of this.#streams) stream.pause()
  }

  passOn(): void {
    this.#isHolding = false
    for (const stream of this.#streams) stream.resume()
    for (const open of this.#waiting.splice(0)) open()
  }

  close(): void {
    this.#server.close()
    for (const stream of this.#streams) stream.destroy()
  }

  #accept(near: Stream): void {
    const open = () => {
      if (near.destroyed) return
      const far = connect(this.#target)
      this.#join(near, far)
      this.#join(far, near)
    }
    if (this.#isHolding) this.#waiting.push(open)
    else open()
    near.on('error', () => near.destroy())
  }

  #join(from: Stream, to: Stream): void {
    this.#streams.add(from)
    from.on('data', (bytes) => to.write(bytes))
    from.on('error', () => from.destroy())
    from.on('close', () => {
      this.#streams.delete(from)
      if (this.#isHolding) this.#waiting.push(() => to.destroy())
      else to.end()
    })
  }
}
