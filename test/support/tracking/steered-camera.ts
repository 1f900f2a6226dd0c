import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { paintPicture } from './painted-picture.ts'

declare global {
  /** In pages with a steered camera: it looks to the side by so many parts of its picture. */
  function lookAside(part: number): Promise<void>
}

/** What the camera sees, and the machine it is a part of. */
const CAMERA = { width: 640, height: 480 }
const MACHINE = paintPicture(960, 480, 42)

/**
 * Gives a page a camera in front of a machine that the test turns, in any browser. The microphone
 * stays the browser's.
 */
export async function useSteeredCamera(page: Page): Promise<void> {
  const { data, ...size } = MACHINE
  const png = await sharp(data, { raw: { ...size, channels: 1 } })
    .png()
    .toBuffer()
  const given = JSON.stringify({ machine: png.toString('base64'), camera: CAMERA })
  // The loader of tests wraps functions in `__name`, which no page has.
  const names = 'const __name = (named) => named'
  await page.addInitScript(`{ ${names}; (${putCameraInPlace.toString()})(${given}) }`)
}

type Given = { machine: string; camera: { width: number; height: number } }

/** Runs in the page. */
function putCameraInPlace({ machine, camera }: Given): void {
  const PIXELS_A_FRAME = 3
  const canvas = Object.assign(document.createElement('canvas'), camera)
  const context = canvas.getContext('2d')
  const bytes = Uint8Array.from(atob(machine), (character) => character.charCodeAt(0))
  const picture = createImageBitmap(new Blob([bytes]))
  let [left, target] = [0, 0]
  const draw = async () => {
    left += Math.max(-PIXELS_A_FRAME, Math.min(PIXELS_A_FRAME, target - left))
    context?.drawImage(await picture, -left, 0)
  }
  globalThis.lookAside = async (part) => {
    target = part * camera.width
    while (left !== target) await new Promise((next) => setTimeout(next, 50))
  }
  const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = async ({ audio, video } = {}) => {
    const stream = audio ? await original({ audio }) : new MediaStream()
    if (!video) return stream
    await draw()
    setInterval(() => void draw(), 50)
    for (const track of canvas.captureStream(20).getVideoTracks()) stream.addTrack(track)
    return stream
  }
}
