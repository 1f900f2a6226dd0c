import { map, type Point } from '../../../web/tracking/homography.ts'
import { isInside } from './clip.ts'
import type { Feature, Library, Pair } from './library.ts'
import type { Follower, Reported } from './measure.ts'

const POINTS = 40
const REACH = 120
const LEAST_AGREEING = 8
const BACK_WITHIN = 1
const RECOGNISE_EVERY = 15
/** Lost marks are looked for as often as the own tracker does. */
const SEARCH_EVERY = 3
const RATIO = 0.85

type Followed = { place: Point; first: Point[]; now: (Point | undefined)[]; isLost: boolean }

/**
 * What one builds on a library: corners around each mark followed forwards and backwards, a homography
 * from the first picture, and every half second, or when lost, features of the first one.
 */
export function baseline(makeLibrary: () => Library): Follower {
  const library = makeLibrary()
  return {
    name: library.name,
    begin(first, marks) {
      library.next(first)
      const known = library.features()
      const followed = marks.map((place): Followed => {
        const corners = library.cornersNear(place, POINTS)
        return { place, first: corners, now: [...corners], isLost: false }
      })
      let frame = 0
      return (grey) => {
        frame += 1
        library.next(grey)
        followAll(library, followed)
        const isTurn = frame % RECOGNISE_EVERY === 0
        let features: Feature[] | undefined
        return followed.map((each) => {
          const found = locate(library, each)
          if (!isTurn && (found || frame % SEARCH_EVERY !== 0)) return found ?? LOST
          features ??= library.features()
          return recognise(library, each, { known, features }) ?? found ?? LOST
        })
      }
    },
  }
}

const LOST: Reported = { x: -1, y: -1, isShown: false, isSure: false }

/** All marks' points in one call, as the libraries like it. */
function followAll(library: Library, followed: readonly Followed[]): void {
  const all = followed.flatMap((each) =>
    each.now.flatMap((at, index) => (at ? [{ each, index, at }] : [])),
  )
  const there = library.follow(all.map(({ at }) => at))
  const back = library.followBack(there.map((point, k) => point ?? all[k]!.at))
  for (const [k, { each, index, at }] of all.entries()) {
    const [to, again] = [there[k], back[k]]
    const isSame = again && Math.hypot(again.x - at.x, again.y - at.y) < BACK_WITHIN
    each.now[index] = isSame ? to : undefined
  }
}

function locate(library: Library, each: Followed): Reported | undefined {
  const pairs = each.now.flatMap((to, index): Pair[] =>
    to ? [{ from: each.first[index]!, to }] : [],
  )
  const fit = pairs.length >= LEAST_AGREEING ? library.fit(pairs) : undefined
  if (!fit || fit.agreeing.filter(Boolean).length < LEAST_AGREEING) return undefined
  return report(map(fit.map, each.place.x, each.place.y))
}

function report(at: Point): Reported {
  return { ...at, isShown: isInside(at), isSure: isInside(at) }
}

type Seen = { known: readonly Feature[]; features: readonly Feature[] }

function recognise(library: Library, each: Followed, seen: Seen): Reported | undefined {
  const near = seen.known.filter(({ at }) => {
    return Math.hypot(at.x - each.place.x, at.y - each.place.y) < 1.8 * REACH
  })
  const pairs = matches(near, seen.features)
  const fit = pairs.length >= LEAST_AGREEING ? library.fit(pairs) : undefined
  if (!fit || fit.agreeing.filter(Boolean).length < LEAST_AGREEING) return undefined
  each.now = each.first.map(({ x, y }) => {
    const at = map(fit.map, x, y)
    return isInside(at) ? at : undefined
  })
  return report(map(fit.map, each.place.x, each.place.y))
}

function matches(from: readonly Feature[], to: readonly Feature[]): Pair[] {
  return from.flatMap(({ at, bits }) => {
    let [best, second] = [999, 999]
    let found: Point | undefined
    for (const other of to) {
      const distance = differences(bits, other.bits)
      if (distance < best) [second, best, found] = [best, distance, other.at]
      else if (distance < second) second = distance
    }
    return found && best < 64 && best < RATIO * second ? [{ from: at, to: found }] : []
  })
}

/** By words: this is where most of the time goes. */
function differences(a: Int32Array, b: Int32Array): number {
  let count = 0
  for (let k = 0; k < a.length; k++) {
    let bits = a[k]! ^ b[k]!
    bits -= (bits >>> 1) & 0x55555555
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
    count += (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
  }
  return count
}
