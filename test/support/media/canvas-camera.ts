import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import ts from 'typescript'

declare global {
  /** In pages with a canvas camera. */
  function turnCamera(width: number, height: number): void
}

const PICTURE = new URL('./counter-picture.ts', import.meta.url)

/**
 * Gives a page a camera that can be turned, whose counter shows fifths of a second since `began`
 * and goes on when the page is loaded again. The microphone stays the browser's, without the echo
 * canceller, which takes test tones for an echo and eats them.
 */
export async function useCanvasCamera(page: Page, began: number): Promise<void> {
  const { outputText } = ts.transpileModule(readFileSync(PICTURE, 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  })
  // The loader of tests wraps functions in `__name`, which no page has.
  const names = 'const __name = (named) => named'
  const parts = `${names}; const exports = {}; ${outputText}`
  await page.addInitScript(
    `{ ${parts}; (${putCameraInPlace.toString()})(${began}, exports.drawCounter) }`,
  )
}

type Draw = (counter: number, width: number, height: number) => { pixels: Uint8Array }

/** Runs in the page. */
function putCameraInPlace(began: number, drawCounter: Draw): void {
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 })
  const context = canvas.getContext('2d')
  let shown: { counter: number; image: ImageData } | undefined
  const draw = () => {
    const { width, height } = canvas
    const counter = Math.floor((Date.now() - began) / 200)
    if (shown?.counter !== counter || shown.image.width !== width) {
      const image = new ImageData(width, height)
      const colours = new Uint32Array(image.data.buffer)
      const { pixels } = drawCounter(counter, width, height)
      pixels.forEach((grey, index) => (colours[index] = 0xff000000 | (grey * 0x010101)))
      shown = { counter, image }
    }
    context?.putImageData(shown.image, 0, 0)
  }
  globalThis.turnCamera = (width, height) => Object.assign(canvas, { width, height })
  const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = async ({ audio, video } = {}) => {
    const wanted = audio === true ? {} : audio
    const stream = wanted
      ? await original({ audio: { ...wanted, echoCancellation: false } })
      : new MediaStream()
    if (!video) return stream
    draw()
    setInterval(draw, 50)
    for (const track of canvas.captureStream(20).getVideoTracks()) stream.addTrack(track)
    return stream
  }
}
