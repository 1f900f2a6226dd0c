import * as Y from 'yjs'
import { changeFrames, writeFrame } from '../../../domain/screenshot-frames.ts'
import { inOrder, type Shape } from '../../../domain/screenshot-shapes.ts'
import type { openCallClient } from './call-client.ts'
import { untilTrue } from './call-test.ts'

type Client = Awaited<ReturnType<typeof openCallClient>>

/** What a page does with a screenshot, over a socket of its own. */
export class ScreenshotClient {
  readonly document: Y.Doc
  readonly #client: Client
  readonly #screenshot: number
  #taken = 0

  constructor(client: Client, screenshot: number, document = new Y.Doc()) {
    this.#client = client
    this.#screenshot = screenshot
    this.document = document
  }

  get shapes(): Y.Map<unknown> {
    return this.document.getMap('shapes')
  }

  /** Every shape by its id. */
  get seen(): Record<string, Shape> {
    this.#take()
    return Object.fromEntries(inOrder(this.shapes.entries()).map(({ id, shape }) => [id, shape]))
  }

  get accepted(): number {
    return this.#frames('accepted').length
  }

  /** Says what it has, takes what it lacks, and sends what the server asks for. */
  async sync(): Promise<void> {
    const before = this.#frames('sync').length
    this.send('sync', Y.encodeStateVector(this.document))
    await untilTrue(() => this.#frames('sync').length > before, 'the answer to a sync')
    this.#take()
    const wanted = this.#frames('sync').at(-1)?.body
    const change = Y.encodeStateAsUpdate(this.document, wanted)
    if (change.length > 2) this.sendChange(change)
  }

  /** Changes the document here and sends the change. */
  change(change: (shapes: Y.Map<unknown>) => void): void {
    const before = Y.encodeStateVector(this.document)
    this.document.transact(() => change(this.shapes))
    this.sendChange(Y.encodeStateAsUpdate(this.document, before))
  }

  sendChange(change: Uint8Array): void {
    for (const frame of changeFrames(this.#screenshot, change)) this.#client.socket.send(frame)
  }

  send(kind: 'sync' | 'change' | 'part' | 'accepted', body: Uint8Array): void {
    this.#client.socket.send(writeFrame({ kind, screenshot: this.#screenshot, body }))
  }

  /** The problems that the server had with this screenshot. */
  get problems(): string[] {
    return this.#client
      .all('problem')
      .filter(({ screenshot }) => screenshot === this.#screenshot)
      .map(({ problem }) => problem.code)
  }

  #take(): void {
    const changes = this.#frames('change')
    for (const { body } of changes.slice(this.#taken)) Y.applyUpdate(this.document, body)
    this.#taken = changes.length
  }

  #frames(kind: string) {
    const { frames } = this.#client
    return frames.filter((frame) => frame.kind === kind && frame.screenshot === this.#screenshot)
  }
}
