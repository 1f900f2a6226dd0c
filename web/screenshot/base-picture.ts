import { computed, effect, signal, untracked } from '@preact/signals'
import { pixelate } from '../../domain/screenshot-pixelation.ts'
import type { Placed } from '../../domain/screenshot-shapes.ts'
import type { SharedScreenshot } from './shared-screenshot.ts'

/**
 * The picture below the shapes. What a stored pixelation covers is never sent to a page, so one that
 * has loaded the picture with it asks anew when a pixelation is changed or taken away.
 */
export class BasePicture {
  readonly state = signal<'loading' | 'shown' | 'failed'>('loading')
  readonly #shared: SharedScreenshot
  readonly #address: string
  readonly #bitmap = signal<ImageBitmap | null>(null)
  #loadedWith = ''
  #isClosed = false

  constructor(shared: SharedScreenshot, address: string) {
    this.#shared = shared
    this.#address = address
  }

  /** Keeps a canvas as the picture is; the returned call ends it. */
  follow(canvas: HTMLCanvasElement): () => void {
    const { shapes, isReady, isStored } = this.#shared
    const stopLoading = effect(() => {
      const covered = coveredIn(shapes.value)
      const isCurrent = this.#loadedWith === '' || this.#loadedWith === covered
      // What is shown is what the server has: it has to have it first.
      const isNeeded = !this.#bitmap.value || !isCurrent
      if (isReady.value && isStored.value && isNeeded) void untracked(() => this.load())
    })
    // Most changes leave the picture itself as it is.
    const covered = computed(() => coveredIn(shapes.value))
    const stopPainting = effect(() => {
      const isCovered = covered.value !== ''
      if (this.#bitmap.value) paint(canvas, this.#bitmap.value, isCovered ? shapes.peek() : [])
    })
    return () => {
      this.#isClosed = true
      stopLoading()
      stopPainting()
      this.#bitmap.peek()?.close()
    }
  }

  async load(): Promise<void> {
    const covered = coveredIn(this.#shared.shapes.peek())
    this.#loadedWith = covered
    this.state.value = 'loading'
    try {
      const answer = await fetch(this.#address)
      if (!answer.ok) throw new Error(String(answer.status))
      const bitmap = await createImageBitmap(await answer.blob())
      if (this.#isClosed) return bitmap.close()
      this.#bitmap.value = bitmap
      this.state.value = 'shown'
    } catch {
      this.state.value = 'failed'
    }
  }
}

/** Tells one set of pixelations from another; empty when there is none. */
function coveredIn(shapes: readonly Placed[]): string {
  const boxes = shapes.map(({ shape }) => (shape.kind === 'pixelate' ? shape.box : undefined))
  const some = boxes.filter((box) => box !== undefined)
  return some.length > 0 ? JSON.stringify(some) : ''
}

function paint(canvas: HTMLCanvasElement, bitmap: ImageBitmap, shapes: readonly Placed[]): void {
  const { width, height } = bitmap
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return
  context.drawImage(bitmap, 0, 0)
  if (shapes.length === 0) return
  const image = context.getImageData(0, 0, width, height)
  pixelate({ width, height, channels: 4, data: image.data }, shapes)
  context.putImageData(image, 0, 0)
}
