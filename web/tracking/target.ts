import { Alignment } from './alignment.ts'
import { anchor, settle, type Anchored } from './anchoring.ts'
import { followMotion, moveWith } from './flow.ts'
import type { Frame } from './frame.ts'
import {
  angleOf,
  chain,
  identity,
  isPlausible,
  jacobianAt,
  map,
  scaleOf,
  shift,
  type Homography,
  type Point,
} from './homography.ts'
import { Keyframe, type MarkedPlace } from './keyframe.ts'
import { lookAtMark, type Seen } from './look.ts'
import { recognise } from './recognition.ts'
import { learnLoyalty, lightAround, localMovements } from './surroundings.ts'
import { isBelievable, isClear, isInside, viewCost } from './views.ts'
import { MarkVisibility, type MarkState } from './visibility.ts'

export type TrackedMark = {
  x: number
  y: number
  /** Size by that when it was marked. */
  scale: number
  /** Turned since it was marked, radians, clockwise. */
  angle: number
  state: MarkState
}

const MOST_KEYFRAMES = 7
/** So different from every keyframe a view is worth remembering. */
const NEW_FROM = 0.35
/** Another keyframe must be clearly nearer to change to it. */
const NEARER_BY = 0.12
/** What the first one counts as nearer: it alone has no error of those before it. */
const FIRST_BY = 0.3
const RECOGNISE_EVERY = 3
/** What a keyframe counts as farther without the mark in it. */
const WITHOUT_MARK = 2
/** Tries in vain, after which the first keyframe is looked for by its features. */
const RECOGNISE_AFTER = 3
/** Pixels beyond the edge from which a mark is about to come in: then it is time to know it again. */
const COMING_MARGIN = 24
const CHANGE_AGAIN_AFTER = 6
/** So much of the surroundings must move alike for the place to be certain without a look. */
const AGREED = 0.75
/** Pixels from the edge within which an uncertain place counts as outside. */
const DOUBTFUL_MARGIN = 10
const COASTING_MARGIN = 5
/** What was outside must come so far in: what runs along the edge does not flicker. */
const GRAZING_MARGIN = 1
const alignment = new Alignment(5)
const flowAlignment = new Alignment(4)

/** One mark: where it is, by the keyframes it was seen in. */
export class Target {
  readonly #home: Keyframe
  #keyframes: Keyframe[]
  #active: Keyframe
  /** Where the home keyframe lies in the present picture. */
  #world: Homography = identity()
  #motion: Homography = identity()
  #isAnchored = true
  #unanchored = 0
  #frames = 0
  #changeFrom = 0
  #triesInVain = 0
  #place: Point
  /** In the last picture it was looked at and was there, and its surroundings agreed. */
  #isCertain = true
  readonly #visibility = new MarkVisibility()

  /** `near`: the picture is another one than that of `frame`; the mark is about there in it. */
  constructor(frame: Frame, at: MarkedPlace, near?: Point) {
    this.#home = new Keyframe(frame, identity(), at)
    this.#home.beginHere()
    this.#keyframes = [this.#home]
    this.#active = this.#home
    this.#place = near ?? at
    if (!near) return
    this.#isAnchored = false
    this.#unanchored = 1
    this.#world = shift(near.x - at.x, near.y - at.y)
    this.#visibility.lose()
  }

  track(before: Frame, now: Frame): TrackedMark {
    this.#frames += 1
    const wasAnchored = this.#isAnchored
    const wasFound = this.#unanchored <= FLOW_FOR && this.#follow(before, now)
    const anchored = wasFound || !this.#isAnchored ? this.#anchor(now, 1) : undefined
    if (anchored) this.#take(anchored, now)
    else this.#search(now)
    this.#putMark(now, wasAnchored)
    const home = jacobianAt(this.#world, this.#home.mark.x, this.#home.mark.y)
    const { state } = this.#visibility
    return { ...this.#place, scale: scaleOf(home), angle: angleOf(home), state }
  }

  #here(keyframe = this.#active): Homography {
    return chain(keyframe.poseBack, this.#world)
  }

  #follow(before: Frame, now: Frame): boolean {
    const step = { alignment: flowAlignment, before, now, guess: this.#motion }
    const motion = followMotion(this.#active, step)
    if (!motion) {
      this.#motion = identity()
      return false
    }
    this.#motion = motion
    moveWith(this.#active, motion)
    const world = chain(this.#world, motion)
    if (isPlausible(world, now.width, now.height)) this.#world = world
    return true
  }

  #anchor(now: Frame, from: number): Anchored | undefined {
    const here = this.#here()
    const anchored = anchor(this.#active, { alignment, now, here, from })
    return anchored && isBelievable(anchored, now) ? anchored : undefined
  }

  #take(anchored: Anchored, now: Frame): void {
    this.#isAnchored = true
    this.#unanchored = 0
    settle(this.#active, anchored.map)
    this.#active.usedAt = this.#frames
    this.#world = chain(this.#active.pose, anchored.map)
    this.#chooseKeyframe(anchored, now)
  }

  /** After a jump, behind a hand, out of the picture: by the looks of the whole keyframe. */
  #search(now: Frame): void {
    this.#isAnchored = false
    this.#unanchored += 1
    if (this.#unanchored % RECOGNISE_EVERY !== 1 && this.#unanchored > 2) return
    const turn = Math.floor(this.#unanchored / RECOGNISE_EVERY)
    const others = this.#keyframes.filter((each) => each !== this.#home)
    const other = others[turn % Math.max(1, others.length)]
    for (const keyframe of other ? [this.#home, other] : [this.#home]) {
      if (this.#recogniseIn(keyframe, now)) return
    }
  }

  #recogniseIn(keyframe: Keyframe, now: Frame): boolean {
    const found = recognise(keyframe.frame, now)
    if (!found) return false
    const [world, active] = [this.#world, this.#active]
    this.#world = chain(keyframe.pose, found)
    this.#active = keyframe
    keyframe.forgetNow()
    const anchored = this.#anchor(now, 2)
    if (anchored && anchored.agreeing >= 8) {
      this.#motion = identity()
      this.#take(anchored, now)
      return true
    }
    this.#world = world
    this.#active = active
    return false
  }

  /** The keyframe most like the present view; a new one when none is. */
  #chooseKeyframe(anchored: Anchored, now: Frame): void {
    const own = this.#costOf(this.#active, now)
    let [best, least] = [this.#active, own - NEARER_BY]
    for (const keyframe of this.#keyframes) {
      const cost = this.#costOf(keyframe, now)
      if (keyframe !== this.#active && cost < least) [best, least] = [keyframe, cost]
    }
    if (best !== this.#active && this.#frames >= this.#changeFrom) {
      this.#triesInVain = this.#changeTo(best, now) ? 0 : this.#triesInVain + 1
      if (this.#triesInVain > 0) this.#changeFrom = this.#frames + CHANGE_AGAIN_AFTER
      const isAdrift = !this.#active.hasMark && this.#triesInVain % RECOGNISE_AFTER === 2
      if (isAdrift) this.#recogniseIn(this.#home, now)
      return
    }
    if (isClear(anchored) && this.#isNewView(now)) this.#remember(now)
  }

  #isNewView(now: Frame): boolean {
    return this.#keyframes.every((each) => viewCost(this.#here(each), each, now) > NEW_FROM)
  }

  #costOf(keyframe: Keyframe, now: Frame): number {
    const ownCost = viewCost(this.#here(keyframe), keyframe, now)
    const cost = keyframe === this.#home ? ownCost - FIRST_BY : ownCost
    const place = map(this.#world, this.#home.mark.x, this.#home.mark.y)
    const isComing = isInside(place, now, -COMING_MARGIN)
    return keyframe.hasMark || !isComing ? cost : cost + WITHOUT_MARK
  }

  /** Only if its points are found as well. */
  #changeTo(keyframe: Keyframe, now: Frame): boolean {
    const here = this.#here(keyframe)
    keyframe.beginAfter(this.#active, here)
    const anchored = anchor(keyframe, { alignment, now, here, from: 2 })
    if (!anchored || !isBelievable(anchored, now)) return false
    // What was remembered on the way, without the mark, is off by what added up there.
    if (keyframe.hasMark && !this.#active.hasMark) {
      this.#keyframes = this.#keyframes.filter(({ hasMark }) => hasMark)
    }
    this.#active = keyframe
    settle(keyframe, anchored.map)
    this.#world = chain(keyframe.pose, anchored.map)
    return true
  }

  #remember(now: Frame): void {
    const { x, y } = this.#home.mark
    const place = map(this.#world, x, y)
    const isWellIn = isInside(place, now, COMING_MARGIN)
    const hasMark = this.#isCertain && this.#active.hasMark && isWellIn
    // In doubt, or at the edge: it would be led by where this picture wrongly has it.
    if (!hasMark && isInside(place, now, -COMING_MARGIN)) return
    const at = hasMark ? this.#locate() : place
    const radius = this.#home.mark.radius * scaleOf(jacobianAt(this.#world, x, y))
    const keyframe = new Keyframe(now.keep(), this.#world, { ...at, radius, hasMark })
    if (keyframe.count < 12) return
    keyframe.beginHere()
    if (this.#keyframes.length >= MOST_KEYFRAMES) this.#forgetOne()
    this.#keyframes.push(keyframe)
    this.#active = keyframe
  }

  /** Never the first: it is what the mark is. */
  #forgetOne(): void {
    const [, ...others] = this.#keyframes
    const oldest = others.reduce((a, b) => (a.usedAt <= b.usedAt ? a : b))
    this.#keyframes.splice(this.#keyframes.indexOf(oldest), 1)
  }

  /** By the map and the mark's own surroundings, before a look at itself. */
  #locate(): Point {
    const { mark } = this.#active
    const { x, y } = map(this.#here(), mark.x, mark.y)
    const { dx, dy } = localMovements(this.#active).movements[0]
    return { x: x + dx, y: y + dy }
  }

  /** What was just known again may be something else: it counts when the next picture agrees. */
  #putMark(now: Frame, wasAnchored: boolean): void {
    const here = this.#here()
    this.#isCertain = false
    if (this.#isAnchored && wasAnchored) return this.#placeBySurroundings(now, here)
    const { mark } = this.#active
    if (!this.#isAnchored && this.#unanchored <= COAST_FOR) this.#place = map(here, mark.x, mark.y)
    this.#visibility.miss(isInside(this.#place, now, COASTING_MARGIN))
  }

  #placeBySurroundings(now: Frame, here: Homography): void {
    if (!this.#active.hasMark) return this.#placeByHome(now)
    const { movements, total } = localMovements(this.#active)
    const strongest = movements[0].support
    const looks = movements.map((movement) => {
      const seen = this.#look(now, this.#active, movement)
      return { seen, worth: (seen.likeness ?? 0) + 0.25 * (movement.support / strongest) }
    })
    const { seen } = looks.reduce((best, each) => (each.worth > best.worth ? each : best))
    this.#place = { x: seen.x, y: seen.y }
    // At the edge it cannot be looked at: what its surroundings disagree about may well be outside.
    const isDoubtful = !seen.isSure && strongest < AGREED * total
    const grazing = this.#visibility.state === 'lost' ? GRAZING_MARGIN : 0
    const margin = isDoubtful ? DOUBTFUL_MARGIN : grazing
    this.#visibility.see(seen.likeness, isInside(this.#place, now, margin))
    const wasLookedAt = seen.likeness !== undefined
    this.#isCertain = wasLookedAt && !isDoubtful && this.#visibility.state === 'anchored'
    if (seen.isSure) learnLoyalty(this.#active, here, this.#place)
  }

  /** It was not in the picture when this one was remembered: it is what it was when it was marked. */
  #placeByHome(now: Frame): void {
    const seen = this.#look(now, this.#home)
    this.#place = { x: seen.x, y: seen.y }
    this.#visibility.see(seen.likeness, isInside(this.#place, now))
    if (!seen.isSure) this.#visibility.hedge()
  }

  /** At the mark as a keyframe has it, so far beside where the map puts it. */
  #look(now: Frame, keyframe: Keyframe, { dx, dy } = { dx: 0, dy: 0 }): Seen {
    const { mark, frame } = keyframe
    const here = this.#here(keyframe)
    const { x, y } = map(here, mark.x, mark.y)
    const expected = { x: x + dx, y: y + dy }
    const around = jacobianAt(here, mark.x, mark.y)
    const light = lightAround(this.#active)
    return lookAtMark({ from: frame, at: mark, now, expected, around, light })
  }
}

const FLOW_FOR = 20
const COAST_FOR = 20
