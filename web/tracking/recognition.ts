import { matchFeatures, type Features, type Match } from './features.ts'
import { fitMap, makePairs, type Pairs } from './fit.ts'
import { identity, isPlausible, map, type Homography } from './homography.ts'
import type { Frame } from './frame.ts'

const MOST_MATCHES = 300
/** Only the best matches are believed enough to begin with. */
const MOST_BEGINNINGS = 80
const LEAST_AGREEING = 8

const pairs = makePairs(MOST_MATCHES)

/** Knows a picture again inside another, whatever lies between them: the map from one to the other. */
export function recognise(known: Frame, now: Frame): Homography | undefined {
  const [from, to] = [known.features, now.features]
  const matches = matchFeatures(from, to).slice(0, MOST_MATCHES)
  if (matches.length < LEAST_AGREEING) return undefined
  takePairs({ from, to, matches })
  let best: { map: Homography; agreeing: number } | undefined
  for (const match of matches.slice(0, MOST_BEGINNINGS)) {
    const candidate = similarity({ from, to, match })
    const agreeing = countAgreeing(candidate, pairs)
    if (!best || agreeing > best.agreeing) best = { map: candidate, agreeing }
  }
  if (!best || best.agreeing < LEAST_AGREEING - 2) return undefined
  const fit = fitMap(pairs, 5, best.map)
  if (!fit || fit.agreeing < LEAST_AGREEING) return undefined
  return isPlausible(fit.map, known.width, known.height) ? fit.map : undefined
}

type Matches = { from: Features; to: Features; matches: readonly Match[] }

function takePairs({ from, to, matches }: Matches): void {
  pairs.count = matches.length
  for (const [k, match] of matches.entries()) {
    pairs.fromX[k] = from.x[match.from]!
    pairs.fromY[k] = from.y[match.from]!
    pairs.toX[k] = to.x[match.to]!
    pairs.toY[k] = to.y[match.to]!
    pairs.weight[k] = 1
  }
}

/** Each feature has a size and a direction: one match says how the whole picture lies. */
function similarity({ from, to, match }: { from: Features; to: Features; match: Match }) {
  const scale = to.scale[match.to]! / from.scale[match.from]!
  const angle = to.angle[match.to]! - from.angle[match.from]!
  const [cos, sin] = [scale * Math.cos(angle), scale * Math.sin(angle)]
  const [x, y] = [from.x[match.from]!, from.y[match.from]!]
  const m = identity()
  m.set([cos, -sin, to.x[match.to]! - cos * x + sin * y])
  m.set([sin, cos, to.y[match.to]! - sin * x - cos * y], 3)
  return m
}

function countAgreeing(m: Homography, { count, fromX, fromY, toX, toY }: Pairs): number {
  const at = { x: 0, y: 0 }
  let agreeing = 0
  for (let k = 0; k < count; k++) {
    map(m, fromX[k]!, fromY[k]!, at)
    agreeing += +(Math.hypot(at.x - toX[k]!, at.y - toY[k]!) < ROUGH)
  }
  return agreeing
}

/** Sizes come in steps and directions shake: far from the match the picture is only roughly there. */
const ROUGH = 24
