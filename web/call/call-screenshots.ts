import { computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import type { ScreenshotView } from '../../contract/screenshots.ts'
import { readFrame } from '../../domain/screenshot-frames.ts'
import { loadTexts } from '../foundation/language.ts'
import type { SharedScreenshot } from '../screenshot/shared-screenshot.ts'
import type { CallConnection, CallConnectionListener } from './call-connection.ts'
import type { Side } from './strokes.ts'

/** What edits a screenshot; loaded when there is one. */
async function loadEditor() {
  const chunk = await import('../screenshot/screenshot-chunk.ts')
  await loadTexts()
  return chunk
}
type Editor = Awaited<ReturnType<typeof loadEditor>>

type Options = {
  side: Side
  connection: CallConnection
  /** Taken in this call so far. */
  list: ReadonlySignal<readonly ScreenshotView[]>
}

/** The screenshots of one call at this page: which is open, and what was done to each. */
export class CallScreenshots {
  readonly list: Options['list']
  readonly editor = signal<Editor | null>(null)
  readonly #options: Options
  readonly #wanted = signal<number | null>(null)
  readonly #shared = new Map<number, SharedScreenshot>()
  #seen: number | undefined
  readonly #stop: () => void

  constructor(options: Options) {
    this.#options = options
    this.list = options.list
    this.#stop = effect(() => this.#openNew())
  }

  /** The one that is open. */
  readonly opened: ReadonlySignal<ScreenshotView | undefined> = computed(() => {
    return this.list.value.find(({ number }) => number === this.#wanted.value)
  })

  /** It lies over the video. */
  readonly isCovering: ReadonlySignal<boolean> = computed(() => {
    return this.editor.value !== null && this.opened.value !== undefined
  })

  readonly listener: Pick<CallConnectionListener, 'onFrame' | 'onPointer' | 'onRefused'> = {
    onFrame: (bytes) => {
      const frame = readFrame(bytes)
      if (frame) this.#shared.get(frame.screenshot)?.take(frame)
    },
    onPointer: (pointer) => this.#shared.get(pointer.screenshot)?.see(pointer),
    onRefused: (screenshot, code) => this.#shared.get(screenshot)?.refused(code),
  }

  open(number: number): void {
    this.#wanted.value = number
    void this.prefetch()
  }

  /** Leaves it here; the other side goes on. */
  leave(): void {
    this.#wanted.value = null
  }

  async prefetch(): Promise<void> {
    try {
      this.editor.value ??= await loadEditor()
    } catch {
      // The picture is there all the same: pressing its chip tries again.
      this.#wanted.value = null
    }
  }

  /** Kept while the call lasts, so that what was done can still be taken back after a look at the video. */
  sharedOf({ SharedScreenshot }: Editor, picture: ScreenshotView): SharedScreenshot {
    const known = this.#shared.get(picture.number)
    if (known) return known
    const { side, connection } = this.#options
    const made = new SharedScreenshot(picture, {
      side,
      isJoined: connection.isJoined,
      send: (message) => connection.send(message),
      sendFrame: (frame) => connection.sendFrame(frame),
    })
    this.#shared.set(picture.number, made)
    return made
  }

  close(): void {
    this.#stop()
    this.#wanted.value = null
    for (const shared of this.#shared.values()) shared.close()
    this.#shared.clear()
  }

  /** One that is taken while the page is in the call opens on both sides. */
  #openNew(): void {
    const count = this.list.value.length
    if (this.#seen !== undefined && count > this.#seen) this.open(count)
    this.#seen = count
  }
}
