import { signal, type ReadonlySignal } from '@preact/signals'
import type { LinkFigures } from './quality.ts'

/** Figures of one direction's picture, as the panel shows them. */
export type PictureFigures = {
  width: number | null
  height: number | null
  framesPerSecond: number | null
  kilobitsPerSecond: number | null
  codec: string | null
}
export type CallFigures = LinkFigures & {
  sent: PictureFigures
  received: PictureFigures
  /** `relay` goes through a relay server, anything else is direct. */
  path: string | null
  /** Since when nothing arrives although the connection stands, ms since the epoch. */
  silentSince: number | null
}

type Entry = Record<string, unknown> & { type: string; kind?: string }
type Counters = { at: number; bytes: number; packets: number; lost: number }

const READ_EVERY_MS = 2_000

/** Reads both connections every two seconds until stopped. */
export class CallStatistics {
  readonly #figures = signal<CallFigures | null>(null)
  readonly #read: () => Promise<(RTCStatsReport | undefined)[]>
  readonly #timer: ReturnType<typeof setInterval>
  #before = new Map<string, Counters>()
  #silentSince: number | null = null

  constructor(read: () => Promise<(RTCStatsReport | undefined)[]>) {
    this.#read = read
    this.#timer = setInterval(() => void this.#update(), READ_EVERY_MS)
  }

  get figures(): ReadonlySignal<CallFigures | null> {
    return this.#figures
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #update(): Promise<void> {
    const reports = await this.#read().catch(() => [])
    const [sent = [], received = []] = reports.map(entriesOf)
    const incoming = received.filter(({ type }) => type === 'inbound-rtp')
    const outgoing = sent.filter(({ type }) => type === 'outbound-rtp')
    const reported = sent.filter(({ type }) => type === 'remote-inbound-rtp')
    const inDeltas = incoming.map((entry) => this.#delta(entry, 'packetsReceived', 'bytesReceived'))
    const outDeltas = outgoing.map((entry) => this.#delta(entry, 'packetsSent', 'bytesSent'))
    const arrived = inDeltas.reduce((sum, each) => sum + each.packets, 0)
    const missing = inDeltas.reduce((sum, each) => sum + Math.max(0, each.lost), 0)
    this.#silentSince = arrived > 0 ? null : (this.#silentSince ?? Date.now())
    const pair = sent.find(
      (entry) => entry.type === 'candidate-pair' && entry['nominated'] === true,
    )
    const codecs = [...sent, ...received].filter(({ type }) => type === 'codec')
    this.#figures.value = {
      lossReceived: arrived + missing > 0 ? missing / (arrived + missing) : null,
      lossSent: most(reported.map((entry) => number(entry['fractionLost']))),
      roundTripMs: inMs(number(pair?.['currentRoundTripTime'])),
      sent: pictureOf(outgoing, outDeltas, codecs),
      received: pictureOf(incoming, inDeltas, codecs),
      path: pathOf(sent, pair),
      silentSince: this.#silentSince,
    }
  }

  /** What came since the last reading; a new connection's first reading counts nothing. */
  #delta(entry: Entry, packets: string, bytes: string) {
    const name = `${entry.type} ${text(entry['ssrc']) ?? text(entry['id']) ?? ''}`
    const now = {
      at: number(entry['timestamp']) ?? 0,
      bytes: number(entry[bytes]) ?? 0,
      packets: number(entry[packets]) ?? 0,
      lost: number(entry['packetsLost']) ?? 0,
    }
    const before = this.#before.get(name) ?? now
    this.#before.set(name, now)
    const ms = now.at - before.at
    return {
      packets: now.packets - before.packets,
      lost: now.lost - before.lost,
      kilobitsPerSecond: ms > 0 ? Math.round(((now.bytes - before.bytes) * 8) / ms) : null,
    }
  }
}

function pictureOf(
  entries: readonly Entry[],
  deltas: readonly { kilobitsPerSecond: number | null }[],
  codecs: readonly Entry[],
): PictureFigures {
  const index = entries.findIndex(({ kind }) => kind === 'video')
  const entry = entries[index]
  const codec = codecs.find((each) => each['id'] === entry?.['codecId'])
  return {
    width: number(entry?.['frameWidth']),
    height: number(entry?.['frameHeight']),
    framesPerSecond: number(entry?.['framesPerSecond']),
    kilobitsPerSecond: deltas[index]?.kilobitsPerSecond ?? null,
    codec: text(codec?.['mimeType'])?.replace(/^video\//, '') ?? null,
  }
}

function pathOf(entries: readonly Entry[], pair: Entry | undefined): string | null {
  const local = entries.find((entry) => entry['id'] === pair?.['localCandidateId'])
  return text(local?.['candidateType'])
}

function entriesOf(report: RTCStatsReport | undefined): Entry[] {
  const entries: Entry[] = []
  // The report holds plain objects whose members depend on `type`; the types say `any`.
  report?.forEach((entry: Entry) => entries.push(entry))
  return entries
}

function most(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length > 0 ? Math.max(...known) : null
}

function inMs(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds * 1000)
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

function text(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}
