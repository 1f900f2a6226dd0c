import { map, type Homography, type Point } from '../../../web/tracking/homography.ts'
import { run } from '../media/run-tool.ts'
import { look, paintPicture, viewAt } from './painted-picture.ts'

/** Wide, as cameras are asked for, so that no browser crops it. */
export const CLIP = { width: 640, height: 360 }
export const CLIP_FRAMES = 400
/** In these the camera rests: what is pressed then is known. */
export const STILL = { from: 3, to: 100 }
/** A picture says its number in squares along the lower edge. */
export const SQUARES = { count: 9, size: 24, left: 20, top: 324 }

const MACHINE = paintPicture(1900, 900, 42)
const START = { x: 600, y: 450 }

function smooth(part: number): number {
  const clamped = Math.max(0, Math.min(1, part))
  return clamped * clamped * (3 - 2 * clamped)
}

/** Rests, shakes and turns, looks away so far that nothing marked is left, and comes back to rest. */
function viewOf(frame: number): Homography {
  const begun = smooth((frame - STILL.to) / 20) * smooth((CLIP_FRAMES - frame) / 20)
  const away = smooth((frame - 215) / 40) - smooth((frame - 285) / 40)
  const shake = 2 * Math.sin(frame * 0.7) + 1.5 * Math.sin(frame * 1.1)
  const x = START.x + begun * (60 * Math.sin(frame / 25) + shake) + 650 * away
  const y = START.y + begun * (30 * Math.sin(frame / 18) + shake)
  const zoom = 1 + begun * 0.15 * Math.sin(frame / 30)
  return viewAt({ x, y, zoom, turn: begun * 0.15 * Math.sin(frame / 22) }, CLIP)
}

/** Where what is at `at` in one picture is in another; undefined outside, or behind the squares. */
export function whereIs(at: Point, from: number, to: number): Point | undefined {
  const view = viewOf(from)
  const place = placeIn(view, at)
  const there = map(viewOf(to), place.x, place.y)
  const isInside = there.x >= 0 && there.y >= 0 && there.x < CLIP.width && there.y < CLIP.height
  return isInside && there.y < SQUARES.top ? there : undefined
}

function placeIn(view: Homography, { x, y }: Point): Point {
  // The views turn and enlarge and nothing more: two equations.
  const [a, b, c, d, e, f] = [...view] as [number, number, number, number, number, number]
  const determinant = a * e - b * d
  const [dx, dy] = [x - c, y - f]
  return { x: (e * dx - b * dy) / determinant, y: (a * dy - d * dx) / determinant }
}

/** A file for Chromium's fake camera, which plays it in a loop, 30 pictures a second. */
export async function makeCameraClip(file: string): Promise<void> {
  const source = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${CLIP.width}x${CLIP.height}`]
  const format = ['-vf', 'format=yuvj420p', '-c:v', 'mjpeg', '-q:v', '3', '-f', 'mjpeg', file]
  const input = ['-v', 'error', '-y', ...source, '-r', '30', '-i', '-']
  await run('ffmpeg', [...input, ...format], { input: pictures() })
}

function* pictures(): Generator<Uint8Array> {
  for (let frame = 0; frame < CLIP_FRAMES; frame++) {
    const picture = look(MACHINE, viewOf(frame), CLIP)
    for (let bit = 0; bit < SQUARES.count; bit++) fillSquare(picture, bit, (frame >> bit) & 1)
    yield picture
  }
}

function fillSquare(picture: Uint8Array, index: number, isWhite: number): void {
  const left = SQUARES.left + index * 2 * SQUARES.size
  for (let y = SQUARES.top; y < SQUARES.top + SQUARES.size; y++) {
    // On a ground of the other brightness, so that the codec keeps its edge.
    picture.fill(isWhite ? 20 : 235, y * CLIP.width + left - 12, y * CLIP.width + left + 36)
    picture.fill(isWhite ? 235 : 20, y * CLIP.width + left, y * CLIP.width + left + SQUARES.size)
  }
}
