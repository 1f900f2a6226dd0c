import { inverse, map, type Homography, type Point } from '../../../web/tracking/homography.ts'
import type { Picture } from '../../../web/tracking/picture.ts'
import { seeded } from '../../../web/tracking/seeded.ts'
import { FRAMES, HEIGHT, isInside, WIDTH, type Clip } from './clip.ts'
import { throughCall } from './codec.ts'
import type { Take } from './take.ts'

/** Where the camera is: a place of the photo in the middle, its size, turn and tilt. */
type View = { x: number; y: number; zoom: number; turn: number; tiltX: number; tiltY: number }
type Motion = (frame: number) => View
type Bar = { x: number; angle: number; width: number }

type Photos = Record<'board' | 'wall', Picture>
type Recipe = {
  name: string
  photo: keyof Photos
  motion: (centre: Point) => Motion
  kilobits: number
  /** Moments per frame while the shutter is open, over half a frame. */
  shutter?: number
  exposure?: (frame: number) => number
  noise?: number
  bar?: (frame: number) => Bar | undefined
}

const MARKS = [
  [90, 80], [245, 70], [410, 95], [560, 75],
  [75, 235], [230, 250], [395, 230], [550, 245],
  [95, 400], [250, 385], [400, 405], [565, 395],
] as const // prettier-ignore

const wave = (frame: number, period: number, phase = 0) =>
  Math.sin((2 * Math.PI * frame) / period + phase) - Math.sin(phase)

/** A hand that holds a phone. */
const tremor = (frame: number) => ({
  x: 2.2 * wave(frame, 9) + 1.4 * wave(frame, 5.3, 1),
  y: 2.4 * wave(frame, 8, 2) + 1.2 * wave(frame, 4.7),
})

function gentleMotion(centre: Point): Motion {
  return (frame) => ({
    x: centre.x + 45 * wave(frame, 210) + tremor(frame).x,
    y: centre.y + 30 * wave(frame, 170) + tremor(frame).y,
    zoom: 1 + 0.16 * wave(frame, 240),
    turn: (9 * Math.PI * wave(frame, 190)) / 180,
    tiltX: 0.00012 * wave(frame, 230),
    tiltY: 0.0001 * wave(frame, 160),
  })
}

function hardMotion(centre: Point): Motion {
  return (frame) => ({
    x: centre.x + 170 * wave(frame, 140) + 2 * tremor(frame).x,
    y: centre.y + 90 * wave(frame, 95) + 2 * tremor(frame).y,
    zoom: 1 + 0.4 * wave(frame, 170),
    turn: (34 * Math.PI * wave(frame, 125)) / 180,
    tiltX: 0.0005 * wave(frame, 110),
    tiltY: 0.0004 * wave(frame, 150),
  })
}

/** Away to the side for two seconds and back, smaller and turned. */
function leavingMotion(centre: Point): Motion {
  const smooth = (t: number) => {
    const part = Math.max(0, Math.min(1, t))
    return part * part * (3 - 2 * part)
  }
  return (frame) => {
    const away = smooth((frame - 50) / 55) - smooth((frame - 175) / 55)
    const after = smooth((frame - 110) / 110)
    return {
      x: centre.x + 800 * away + tremor(frame).x,
      y: centre.y + 20 * wave(frame, 200) + tremor(frame).y,
      zoom: 1 - 0.22 * after,
      turn: (15 * Math.PI * after) / 180,
      tiltX: 0,
      tiltY: 0,
    }
  }
}

/** Crosses twice, and rests in the middle for a second. */
function crossingBar(frame: number): Bar | undefined {
  if (frame >= 60 && frame < 110) return { x: -80 + 16 * (frame - 60), angle: 0.3, width: 95 }
  if (frame < 150 || frame >= 240) return undefined
  const way = frame < 180 ? 720 - 16 * (frame - 150) : 240 - 12 * Math.max(0, frame - 212)
  return { x: way, angle: -0.25, width: 95 }
}

const RECIPES: readonly Recipe[] = [
  { name: 'gentle', photo: 'board', motion: gentleMotion, kilobits: 900 },
  {
    name: 'hard',
    photo: 'board',
    motion: hardMotion,
    kilobits: 450,
    shutter: 4,
    exposure: (frame) => 1 + 0.12 * wave(frame, 75),
    noise: 3,
  },
  { name: 'leave', photo: 'wall', motion: leavingMotion, kilobits: 900 },
  { name: 'occlusion', photo: 'board', motion: gentleMotion, kilobits: 900, bar: crossingBar },
]
export const WARPED = RECIPES.map(({ name }) => name)

/** Where there is something to see, and room for the camera to move. */
const CENTRES: Record<string, Point> = {
  board: { x: 800, y: 690 },
  wall: { x: 800, y: 560 },
  'leave wall': { x: 450, y: 500 },
  'leave board': { x: 450, y: 800 },
}

export async function warpedClip(name: string, take: Take, photos: Photos): Promise<Clip> {
  const recipe = RECIPES.find((each) => each.name === name)
  if (!recipe) throw new Error(`no clip is called ${name}`)
  const other = recipe.photo === 'board' ? 'wall' : 'board'
  // Every third take shows the other photo.
  const shown = take.number % 3 === 0 ? other : recipe.photo
  const filmed = { ...recipe, photo: photos[shown], motion: filmMotion(recipe, shown, take) }
  return makeClip(filmed, take)
}

function filmMotion(recipe: Recipe, photo: keyof Photos, take: Take): Motion {
  const place = CENTRES[`${recipe.name} ${photo}`] ?? CENTRES[photo]!
  const centre = { x: place.x + take.vary(60), y: place.y + take.vary(40) }
  // It leaves to where the photo goes on.
  const across = recipe.name === 'leave' ? 1 : take.side()
  const sides = { across, along: take.side(), turn: take.side(), tiltX: take.side() }
  const [pace, motion] = [take.pace(), recipe.motion(centre)]
  return (frame) => {
    const view = motion(pace * frame)
    return {
      x: centre.x + sides.across * (view.x - centre.x),
      y: centre.y + sides.along * (view.y - centre.y),
      zoom: view.zoom,
      turn: sides.turn * view.turn,
      tiltX: sides.tiltX * view.tiltX,
      tiltY: view.tiltY,
    }
  }
}

type Filmed = Omit<Recipe, 'photo' | 'motion'> & { photo: Picture; motion: Motion }

async function makeClip(recipe: Filmed, take: Take): Promise<Clip> {
  const about = { name: recipe.name, take: take.number, kilobits: recipe.kilobits }
  const frames = await throughCall(about, () => picturesOf(recipe))
  const maps = frames.map((_, frame) => homographyOf(recipe.motion(middle(recipe, frame))))
  const back = inverse(homographyOf(recipe.motion(middle(recipe, 0))))
  const marks = MARKS.map(([x, y]) => ({ x: x + take.vary(25), y: y + take.vary(25) }))
  const places = marks.map(({ x, y }) => map(back, x, y))
  return {
    name: recipe.name,
    take: take.number,
    frames,
    marks,
    truth(mark, frame) {
      const [place, m] = [places[mark], maps[frame]]
      if (!place || !m) return undefined
      const at = map(m, place.x, place.y)
      if (!isInside(at)) return { ...at, seen: 'outside' }
      const bar = recipe.bar?.(frame)
      return { ...at, seen: bar && isBehind(bar, at) ? 'hidden' : 'shown' }
    },
  }
}

/** The moment in the middle of an exposure. */
function middle({ shutter = 1 }: Filmed, frame: number): number {
  return frame + (0.5 * (shutter - 1)) / shutter / 2
}

function homographyOf({ x, y, zoom, turn, tiltX, tiltY }: View): Homography {
  const [cos, sin] = [zoom * Math.cos(turn), zoom * Math.sin(turn)]
  // u = R (p - centre); frame = middle + u / (1 + tilt · u)
  const [u0, u1, u2] = [cos, -sin, -cos * x + sin * y]
  const [v0, v1, v2] = [sin, cos, -sin * x - cos * y]
  const w = [0, 1, 2].map(
    (k) => tiltX * [u0, u1, u2][k]! + tiltY * [v0, v1, v2][k]! + (k === 2 ? 1 : 0),
  )
  const m = new Float64Array(9)
  for (const [k, [u, v]] of [
    [u0, v0],
    [u1, v1],
    [u2, v2],
  ].entries() as IterableIterator<[number, [number, number]]>) {
    m[k] = u + (WIDTH / 2) * w[k]!
    m[3 + k] = v + (HEIGHT / 2) * w[k]!
    m[6 + k] = w[k]!
  }
  return m.map((value) => value / m[8]!)
}

function isBehind({ x, angle, width }: Bar, at: { x: number; y: number }): boolean {
  const along = x + (at.y - HEIGHT / 2) * Math.tan(angle)
  return Math.abs(at.x - along) < width / 2
}

function* picturesOf(recipe: Filmed): Generator<Uint8Array> {
  const { shutter = 1, exposure = () => 1, noise = 0, bar, motion, photo } = recipe
  const sums = new Float32Array(WIDTH * HEIGHT)
  const random = seeded(4711)
  for (let frame = 0; frame < FRAMES; frame++) {
    sums.fill(0)
    for (let moment = 0; moment < shutter; moment++) {
      const back = inverse(homographyOf(motion(frame + (0.5 * moment) / shutter)))
      addView(sums, photo, back)
    }
    const covering = bar?.(frame)
    if (covering) cover(sums, covering)
    const out = new Uint8ClampedArray(WIDTH * HEIGHT)
    const gain = exposure(frame) / shutter
    for (let k = 0; k < out.length; k++) {
      out[k] = sums[k]! * gain + (noise && noise * 2.4 * (random() + random() - 1))
    }
    yield new Uint8Array(out.buffer)
  }
}

function cover(sums: Float32Array, bar: Bar): void {
  const at = { x: 0, y: 0 }
  for (at.y = 0; at.y < HEIGHT; at.y++) {
    for (at.x = 0; at.x < WIDTH; at.x++) {
      if (isBehind(bar, at)) sums[at.y * WIDTH + at.x] = armAt(bar, at)
    }
  }
}

/** A sleeve: soft folds, moving with the arm. */
function armAt({ x, angle }: Bar, at: { x: number; y: number }): number {
  const across = at.x - x - (at.y - HEIGHT / 2) * Math.tan(angle)
  const along = at.y * 0.05
  return 118 + 22 * Math.sin(across * 0.11 + Math.sin(along) * 1.5) + 12 * Math.sin(along * 3.1)
}

function addView(sums: Float32Array, { width, height, data }: Picture, m: Homography): void {
  for (let y = 0, k = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++, k++) {
      const w = 1 / (m[6]! * x + m[7]! * y + m[8]!)
      const px = Math.max(0, Math.min(width - 2, (m[0]! * x + m[1]! * y + m[2]!) * w))
      const py = Math.max(0, Math.min(height - 2, (m[3]! * x + m[4]! * y + m[5]!) * w))
      const [left, top] = [px | 0, py | 0]
      const [fx, fy] = [px - left, py - top]
      const at = top * width + left
      const upper = data[at]! + fx * (data[at + 1]! - data[at]!)
      const lower = data[at + width]! + fx * (data[at + width + 1]! - data[at + width]!)
      sums[k]! += upper + fy * (lower - upper)
    }
  }
}
