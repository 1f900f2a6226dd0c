import type { Point } from '../../../web/tracking/homography.ts'
import type { Picture } from '../../../web/tracking/picture.ts'
import { FRAMES, HEIGHT, isInside, WIDTH, type Clip } from './clip.ts'
import { throughCall } from './codec.ts'
import type { Take } from './take.ts'

type Vector = readonly [number, number, number]
/** Upright on the axes, with pieces of a photo on its sides. */
type Block = {
  from: Vector
  to: Vector
  texture: Picture
  /** Which piece of the photo: no two blocks look alike. */
  piece: readonly [number, number]
  zoom: number
  shade: number
}
type Camera = { at: Vector; right: Vector; down: Vector; ahead: Vector }
type Hit = { distance: number; block: number; at: [number, number, number]; side: number }

const FOCAL = 560
/** Beside corners and edges as well as on surfaces: nothing is left out because it is hard. */
const MARKS = [
  [120, 90], [330, 70], [520, 110], [205, 180], [300, 200], [385, 190], [470, 240],
  [150, 265], [262, 290], [345, 300], [430, 330], [560, 300], [225, 385], [500, 410],
] as const // prettier-ignore

type Photos = Record<'board' | 'wall', Picture>

/** A machine of blocks before a wall: parallax, edges in depth, parts hidden by parts, moving light. */
export async function machineClip(take: Take, photos: Photos): Promise<Clip> {
  const blocks = machine(photos).map((block) => moved(block, take))
  const way = wayOf(take)
  const marks = MARKS.map(([x, y]) => ({ x: x + take.vary(20), y: y + take.vary(20) }))
  const about = { name: '3-D', take: take.number, kilobits: 900 }
  const frames = await throughCall(about, () => pictures(blocks, way))
  const first = cameraAt(0, way)
  const hits = marks.map(({ x, y }) => nearest(blocks, first.at, rayThrough(first, x, y)))
  return {
    name: '3-D',
    take: take.number,
    frames,
    marks,
    truth(mark, frame) {
      const hit = hits[mark]
      if (!hit) return undefined
      const camera = cameraAt(frame, way)
      const at = project(camera, hit.at)
      if (!isInside(at)) return { ...at, seen: 'outside' }
      const seen = nearest(blocks, camera.at, subtract(hit.at, camera.at))
      const isHidden = seen !== undefined && seen.distance < 1 - 0.004
      return { ...at, seen: isHidden ? 'hidden' : 'shown' }
    },
  }
}

function machine({ board, wall }: Photos): Block[] {
  const block = (from: Vector, to: Vector, look: Omit<Block, 'from' | 'to'>): Block => {
    return { from, to, ...look }
  }
  const onBoard = (piece: [number, number], zoom: number, shade: number) => {
    return { texture: board, piece, zoom, shade }
  }
  const onWall = (piece: [number, number], zoom: number, shade: number) => {
    return { texture: wall, piece, zoom, shade }
  }
  return [
    block([-1400, -1000, 520], [1400, 1000, 560], onWall([200, 40], 1.6, 1.3)),
    block([-260, -150, 250], [-60, 130, 420], onBoard([180, 700], 0.8, 1.2)),
    block([0, -190, 180], [120, 60, 330], onBoard([520, 640], 0.7, 1.1)),
    block([40, 70, 60], [230, 230, 300], onBoard([860, 780], 0.8, 1.1)),
    block([-330, 150, 40], [-30, 260, 400], onWall([240, 760], 0.9, 1)),
    block([190, -120, 300], [330, 60, 420], onBoard([30, 950], 0.7, 1.3)),
    // A pipe, nearly: thin, in front of everything.
    block([-20, -400, -20], [12, 40, 10], onWall([900, 160], 0.6, 1.2)),
  ]
}

function moved(block: Block, take: Take): Block {
  const by: Vector = [take.vary(15), take.vary(15), take.vary(15)]
  const [u, v] = block.piece
  const piece = [u + take.vary(60), v + take.vary(60)] as const
  return { ...block, from: combine(block.from, 1, by, 1), to: combine(block.to, 1, by, 1), piece }
}

/** To which sides the camera goes, and how fast. */
type Way = { across: number; along: number; roll: number; pace: number }

function wayOf(take: Take): Way {
  return { across: take.side(), along: take.side(), roll: take.side(), pace: take.pace() }
}

function cameraAt(frame: number, way: Way): Camera {
  const wave = (period: number, phase = 0) =>
    Math.sin((2 * Math.PI * frame * way.pace) / period + phase) - Math.sin(phase)
  const shake = 1.5 * wave(9) + wave(5.3, 1)
  const at: Vector = [
    way.across * 80 * wave(300) + shake,
    way.along * 35 * wave(230) + shake,
    -480 + 60 * wave(260),
  ]
  const yaw = way.across * -0.12 * wave(300) + 0.04 * wave(120)
  const pitch = way.along * 0.04 * wave(230)
  const roll = way.roll * 0.07 * wave(170)
  const ahead: Vector = [
    Math.sin(yaw) * Math.cos(pitch),
    Math.sin(pitch),
    Math.cos(yaw) * Math.cos(pitch),
  ]
  const level: Vector = [Math.cos(yaw), 0, -Math.sin(yaw)]
  const upright = cross(ahead, level)
  const [cos, sin] = [Math.cos(roll), Math.sin(roll)]
  const right = combine(level, cos, upright, sin)
  const down = combine(upright, cos, level, -sin)
  return { at, right, down, ahead }
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

// Two vectors and their shares.
function combine(a: Vector, p: number, ...[b, q]: [Vector, number]): Vector {
  return [a[0] * p + b[0] * q, a[1] * p + b[1] * q, a[2] * p + b[2] * q]
}

function subtract(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

function rayThrough({ right, down, ahead }: Camera, x: number, y: number): Vector {
  const [u, v] = [(x - WIDTH / 2) / FOCAL, (y - HEIGHT / 2) / FOCAL]
  return [0, 1, 2].map((k) => ahead[k]! + u * right[k]! + v * down[k]!) as unknown as Vector
}

function project({ at, right, down, ahead }: Camera, point: Vector): Point {
  const offset = subtract(point, at)
  const depth = dot(offset, ahead)
  return {
    x: WIDTH / 2 + (FOCAL * dot(offset, right)) / depth,
    y: HEIGHT / 2 + (FOCAL * dot(offset, down)) / depth,
  }
}

type Ray = { from: Vector; ray: Vector }

function nearest(blocks: readonly Block[], from: Vector, ray: Vector): Hit | undefined {
  const hit: Hit = { distance: 0, block: -1, at: [0, 0, 0], side: 0 }
  return meet(blocks, { from, ray }, hit) ? hit : undefined
}

/** The first block that a ray meets; `distance` in lengths of the ray. Fills `hit`: once per pixel. */
function meet(blocks: readonly Block[], { from, ray }: Ray, hit: Hit): boolean {
  hit.distance = Infinity
  for (let index = 0; index < blocks.length; index++) {
    const { from: low, to: high } = blocks[index]!
    let enter = 1e-6
    let leave = Infinity
    let side = 0
    for (let axis = 0; axis < 3; axis++) {
      const slope = 1 / ray[axis]!
      const a = (low[axis]! - from[axis]!) * slope
      const b = (high[axis]! - from[axis]!) * slope
      const near = a < b ? a : b
      const far = a < b ? b : a
      if (near > enter) {
        enter = near
        side = axis
      }
      if (far < leave) leave = far
    }
    if (enter >= leave || enter >= hit.distance) continue
    hit.distance = enter
    hit.block = index
    hit.side = side
  }
  if (hit.distance === Infinity) return false
  for (let axis = 0; axis < 3; axis++) hit.at[axis] = from[axis]! + ray[axis]! * hit.distance
  return true
}

function* pictures(blocks: readonly Block[], way: Way): Generator<Uint8Array> {
  for (let frame = 0; frame < FRAMES; frame++) {
    const out = new Uint8ClampedArray(WIDTH * HEIGHT)
    const lamp = 0.16 * Math.sin((2 * Math.PI * frame) / 120)
    const camera = cameraAt(frame, way)
    for (let y = 0; y < HEIGHT; y++) paintRow(out, y, { blocks, camera, lamp })
    yield new Uint8Array(out.buffer)
  }
}

type Scene = { blocks: readonly Block[]; camera: Camera; lamp: number }

function paintRow(out: Uint8ClampedArray, y: number, { blocks, camera, lamp }: Scene): void {
  const hit: Hit = { distance: 0, block: -1, at: [0, 0, 0], side: 0 }
  const { at: from, right, down, ahead } = camera
  const ray: [number, number, number] = [0, 0, 0]
  const v = (y - HEIGHT / 2) / FOCAL
  for (let x = 0; x < WIDTH; x++) {
    const u = (x - WIDTH / 2) / FOCAL
    ray[0] = ahead[0] + u * right[0] + v * down[0]
    ray[1] = ahead[1] + u * right[1] + v * down[1]
    ray[2] = ahead[2] + u * right[2] + v * down[2]
    if (meet(blocks, { from, ray }, hit)) {
      out[y * WIDTH + x] = lightAt(blocks[hit.block]!, hit, lamp)
    }
  }
}

function lightAt(
  { texture, piece, zoom, shade, from }: Block,
  { at, side }: Hit,
  lamp: number,
): number {
  const up = side === 1 ? 2 : 1
  const u = side === 0 ? at[2] - from[2] : at[0] - from[0]
  const v = at[up] - from[up]
  const { width, height, data } = texture
  const px = (u / zoom + piece[0]) % (width - 2)
  const py = (v / zoom + piece[1]) % (height - 2)
  const [left, top] = [px | 0, py | 0]
  const [fx, fy] = [px - left, py - top]
  const k = top * width + left
  const upper = data[k]! + fx * (data[k + 1]! - data[k]!)
  const lower = data[k + width]! + fx * (data[k + width + 1]! - data[k + width]!)
  const turned = side === 2 ? 1 : 0.72
  const light = turned * shade * (1 + lamp * (at[0] / 300))
  return (upper + fy * (lower - upper)) * light
}
