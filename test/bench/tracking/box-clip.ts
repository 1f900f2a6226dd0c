import cv from '@techstark/opencv-js'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { map, type Point } from '../../../web/tracking/homography.ts'
import { HEIGHT, isInside, WIDTH, type Clip } from './clip.ts'
import { decodeGrey } from './codec.ts'
import { kept } from './kept.ts'
import { sourceFile } from './photos.ts'

/** Two sides of the box in the first frame, a little within their edges. */
const FACES = [
  [[364, 20], [584, 74], [552, 172], [310, 95]],
  [[304, 108], [550, 186], [537, 230], [301, 158]],
] as const // prettier-ignore
const MARKS = [
  { face: 0, x: 385, y: 50 },
  { face: 0, x: 450, y: 68 },
  { face: 0, x: 525, y: 84 },
  { face: 0, x: 345, y: 90 },
  { face: 0, x: 435, y: 115 },
  { face: 0, x: 520, y: 140 },
  { face: 1, x: 345, y: 145 },
  { face: 1, x: 430, y: 170 },
  { face: 1, x: 515, y: 198 },
]
const LEAST_AGREEING = 14
/** Where both halves of what was found do not put a mark within so many pixels, nobody knows. */
const MOST_APART = 2.5
/** Every other frame is looked at for the truth: finding it takes longer than all tracking. */
const TRUTH_EVERY = 2

/**
 * A real camera and a hand that moves a printed box. Where the marks truly are is found by another
 * algorithm: AKAZE features of the first frame, per side of the box, in each frame for itself.
 */
export async function boxClip(): Promise<Clip> {
  const frames = await boxFrames()
  const truths = await knownFaces(frames)
  return {
    name: 'box',
    take: 1,
    frames,
    marks: MARKS.map(({ x, y }) => ({ x, y })),
    truth(mark, frame) {
      const { face, x, y } = MARKS[mark]!
      const [whole, ...halves] = truths[frame]?.[face] ?? []
      if (!whole) return undefined
      const at = map(Float64Array.from(whole), x, y)
      const isKnown = halves.every((half) => {
        const other = map(Float64Array.from(half), x, y)
        return Math.hypot(other.x - at.x, other.y - at.y) <= MOST_APART
      })
      if (!isKnown) return undefined
      return { ...at, seen: isInside(at) ? 'shown' : 'outside' }
    },
  }
}

async function boxFrames(): Promise<Uint8Array[]> {
  const folder = await mkdtemp(join(tmpdir(), 'lotse-box-'))
  try {
    const file = join(folder, 'box.mp4')
    await writeFile(file, gunzipSync(await readFile(await sourceFile('box'))))
    return await decodeGrey(file)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Per face the map from the first frame by all that was found, then by each half; or none. */
type Faces = (readonly number[][])[]

/** Looked for once: it takes longer than everything else. */
async function knownFaces(frames: readonly Uint8Array[]): Promise<Faces[]> {
  const file = await kept('box-truth.json', ['box-clip.ts'])
  if (!existsSync(file)) {
    await writeFile(file, JSON.stringify(findFaces(frames)))
  }
  // What was written above.
  return JSON.parse(await readFile(file, 'utf8')) as Faces[]
}

type Features = { points: Point[]; bits: cv.Mat }

function findFaces(frames: readonly Uint8Array[]): Faces[] {
  // The package has it, its types do not.
  const { AKAZE } = cv as unknown as { AKAZE: new () => cv.ORB }
  const finder = new AKAZE()
  const [first] = frames
  if (!first) return []
  const faces = FACES.map((face) => {
    const all = featuresOf(finder, first)
    const inside = all.points.map((point) => isWithin(point, face))
    return { all, inside }
  })
  return frames.map((frame, index) => {
    if (index === 0 || index % TRUTH_EVERY !== 0) return []
    const now = featuresOf(finder, frame)
    const found = faces.map(({ all, inside }) => mapsBetween(all, now, inside))
    now.bits.delete()
    return found
  })
}

function featuresOf(finder: cv.ORB, grey: Uint8Array): Features {
  const picture = new cv.Mat(HEIGHT, WIDTH, cv.CV_8UC1)
  picture.data.set(grey)
  const [found, bits, mask] = [new cv.KeyPointVector(), new cv.Mat(), new cv.Mat()]
  finder.detectAndCompute(picture, mask, found, bits)
  const points = Array.from({ length: found.size() }, (_, k) => {
    const { x, y } = found.get(k).pt
    return { x, y }
  })
  for (const each of [picture, found, mask]) each.delete()
  return { points, bits }
}

function isWithin({ x, y }: Point, face: readonly (readonly [number, number])[]): boolean {
  return face.every(([ax, ay], k) => {
    const [bx, by] = face[(k + 1) % face.length]!
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0
  })
}

function mapsBetween(from: Features, to: Features, inside: boolean[]): number[][] {
  const matcher = new cv.BFMatcher(cv.NORM_HAMMING, true)
  const matches = new cv.DMatchVector()
  matcher.match(from.bits, to.bits, matches)
  const pairs = Array.from({ length: matches.size() }, (_, k) => matches.get(k)).flatMap((match) =>
    inside[match.queryIdx] && match.distance < 110
      ? [{ from: from.points[match.queryIdx]!, to: to.points[match.trainIdx]! }]
      : [],
  )
  matches.delete()
  matcher.delete()
  const halves = [0, 1].map((half) => pairs.filter((_, k) => k % 2 === half))
  const [whole, ...parts] = [
    fitPairs(pairs, LEAST_AGREEING),
    ...halves.map((half) => fitPairs(half, LEAST_AGREEING / 2)),
  ]
  const isKnown = whole && parts.every((part) => part !== undefined)
  return isKnown ? [whole, ...parts] : []
}

type Matched = { from: Point; to: Point }

/** Undefined where too little agrees. */
function fitPairs(pairs: readonly Matched[], least: number): number[] | undefined {
  if (pairs.length < least) return undefined
  const list = (side: 'from' | 'to') => {
    const numbers = pairs.flatMap((pair) => [pair[side].x, pair[side].y])
    return cv.matFromArray(pairs.length, 1, cv.CV_32FC2, numbers)
  }
  const [from, to, mask] = [list('from'), list('to'), new cv.Mat()]
  const matrix = cv.findHomography(from, to, cv.RANSAC, 2, mask)
  const agreeing = pairs.filter((_, k) => mask.data[k] === 1).length
  const isGood = matrix.rows === 3 && agreeing >= least
  const found = isGood ? [...matrix.data64F] : undefined
  for (const mat of [from, to, mask, matrix]) mat.delete()
  return found
}
