import { effect, signal } from '@preact/signals'
import * as Y from 'yjs'
import type { ScreenshotView } from '../../contract/screenshots.ts'
import { changeFrames, writeFrame, type ScreenshotFrame } from '../../domain/screenshot-frames.ts'
import {
  inOrder,
  shapeId,
  type Placed,
  type Point,
  type Shape,
} from '../../domain/screenshot-shapes.ts'
import { makeKey } from '../foundation/api-client.ts'
import { DraftSender } from './draft-sender.ts'
import { OtherPointer } from './other-pointer.ts'
import type { PointerMessage, ScreenshotLink, ScreenshotListener } from './screenshot-link.ts'

/** Of changes: this person's can be taken back by them, the other's cannot. */
const OWN = 'own'
const OTHERS = 'others'
const SYNC_AGAIN_AFTER_MS = 2_000
/** The server could not take it now; anything else it would not take later either. */
const PASSING = ['unavailable', 'try_again']
const OVER = ['no_call', 'not_participant', 'not_found']

/**
 * One screenshot as both sides edit it. Changes are here at once, and at the server as soon as there
 * is a connection: whatever it lacks is sent when it says so.
 */
export class SharedScreenshot implements ScreenshotListener {
  readonly number: number
  readonly picture: ScreenshotView
  readonly link: ScreenshotLink
  /** Lowest first. */
  readonly shapes = signal<Placed[]>([])
  readonly canUndo = signal(false)
  readonly canRedo = signal(false)
  /** Everything done here is stored. */
  readonly isStored = signal(true)
  /** The server did not take the last changes of this page; they are gone. */
  readonly wasRefused = signal(false)
  /** What the server had has arrived. */
  readonly isReady = signal(false)
  readonly other = new OtherPointer()
  readonly drafts: DraftSender
  #document = new Y.Doc()
  #undo = this.#begin()
  #unanswered = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #stop: () => void

  constructor(picture: ScreenshotView, link: ScreenshotLink) {
    this.number = picture.number
    this.picture = picture
    this.link = link
    this.drafts = new DraftSender(this.number, link)
    this.#stop = effect(() => {
      if (link.isJoined.value) this.#sync()
      else this.other.leave()
    })
  }

  /** Puts a shape there, or another one in its place. */
  put(id: string, shape: Shape): void {
    this.#change((shapes) => shapes.set(id, shape))
  }

  remove(id: string): void {
    this.#change((shapes) => shapes.delete(id))
  }

  /** Takes back what this person did last, whatever the other has done since. */
  undo(): void {
    this.#undo.undo()
  }

  redo(): void {
    this.#undo.redo()
  }

  newId(): string {
    return shapeId(this.link.side, makeKey())
  }

  /** Above everything there is. */
  nextOrder(): number {
    return (this.shapes.peek().at(-1)?.shape.order ?? 0) + 1
  }

  nextNumber(): number {
    const numbers = this.shapes.peek().map(({ shape }) => {
      return shape.kind === 'number' ? shape.value : 0
    })
    return Math.max(0, ...numbers) + 1
  }

  point(at: Point | null, draft?: Placed): void {
    this.drafts.point(at, draft)
  }

  take({ kind, body }: ScreenshotFrame): void {
    if (kind === 'change') {
      Y.applyUpdate(this.#document, body, OTHERS)
    } else if (kind === 'sync') {
      this.isReady.value = true
      this.#unanswered = 0
      this.#sendChange(Y.encodeStateAsUpdate(this.#document, body))
    } else if (kind === 'accepted') {
      this.#unanswered = Math.max(0, this.#unanswered - 1)
      this.isStored.value = this.#unanswered === 0
    }
  }

  see(pointer: PointerMessage): void {
    if (this.other.see(pointer)) this.drafts.sayAgain()
  }

  refused(code: string): void {
    if (OVER.includes(code)) return
    if (!PASSING.includes(code)) this.#startAnew()
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#sync(), SYNC_AGAIN_AFTER_MS)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#stop()
    this.drafts.leave()
    this.#document.destroy()
  }

  /** What the server never took can only be let go of, with all that builds on it. */
  #startAnew(): void {
    this.#undo.destroy()
    this.#document.destroy()
    this.#document = new Y.Doc()
    this.#undo = this.#begin()
    this.canUndo.value = false
    this.canRedo.value = false
    this.#show()
    this.wasRefused.value = true
    this.#timer = setTimeout(() => this.#sync(), 0)
  }

  #begin(): Y.UndoManager {
    const shapes = this.#document.getMap('shapes')
    const undo = new Y.UndoManager(shapes, { trackedOrigins: new Set([OWN]), captureTimeout: 0 })
    this.#document.on('update', (change: Uint8Array, origin: unknown) => {
      this.#show()
      if (origin !== OTHERS) this.#sendChange(change)
    })
    for (const event of ['stack-item-added', 'stack-item-popped'] as const) {
      undo.on(event, () => {
        this.canUndo.value = undo.undoStack.length > 0
        this.canRedo.value = undo.redoStack.length > 0
      })
    }
    return undo
  }

  #change(change: (shapes: Y.Map<unknown>) => void): void {
    this.wasRefused.value = false
    this.#document.transact(() => change(this.#document.getMap('shapes')), OWN)
  }

  #show(): void {
    this.shapes.value = inOrder(this.#document.getMap('shapes').entries())
  }

  #sync(): void {
    const body = Y.encodeStateVector(this.#document)
    this.link.sendFrame(writeFrame({ kind: 'sync', screenshot: this.number, body }))
  }

  /** What cannot be sent now goes with the next sync. */
  #sendChange(change: Uint8Array): void {
    if (change.length <= EMPTY_BYTES) return this.#noteStored()
    const frames = changeFrames(this.number, change)
    if (frames.every((frame) => this.link.sendFrame(frame))) this.#unanswered += 1
    this.isStored.value = false
  }

  #noteStored(): void {
    this.isStored.value = this.#unanswered === 0
  }
}

/** A change without anything in it. */
const EMPTY_BYTES = 2
