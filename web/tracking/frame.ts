import { findCorners, type Corner } from './corners.ts'
import { findFeatures, type Features } from './features.ts'
import { copyPyramid, fillPyramid, makePyramid, type Pyramid } from './picture.ts'

/** Corners are found in the half-sized picture: they outlast blur, and cost a quarter. */
const CORNER_LEVEL = 1
const CORNER_CELL = 7

/** One picture of the video, with what is found in it when somebody asks. */
export class Frame {
  readonly width: number
  readonly height: number
  readonly pyramid: Pyramid
  #corners: readonly Corner[] | undefined
  #features: Features | undefined
  #kept: Frame | undefined

  constructor(width: number, height: number, pyramid = makePyramid(width, height)) {
    this.width = width
    this.height = height
    this.pyramid = pyramid
  }

  /** Takes the next picture; what was found in the one before is forgotten. */
  fill(grey: Uint8Array): void {
    fillPyramid(this.pyramid, grey)
    this.#corners = undefined
    this.#features = undefined
    this.#kept = undefined
  }

  /** Corners in pixels of the full picture, strongest first. */
  get corners(): readonly Corner[] {
    if (this.#kept) return this.#kept.corners
    const level = Math.min(CORNER_LEVEL, this.pyramid.length - 1)
    const picture = this.pyramid[level]
    const scale = 2 ** level
    this.#corners ??= (picture ? findCorners(picture, CORNER_CELL) : []).map(
      ({ x, y, strength }) => ({ x: x * scale, y: y * scale, strength }),
    )
    return this.#corners
  }

  get features(): Features {
    if (this.#kept) return this.#kept.features
    this.#features ??= findFeatures(this.pyramid)
    return this.#features
  }

  /** One that stays as it is when this one takes the next picture; all who ask get the same. */
  keep(): Frame {
    this.#kept ??= new Frame(this.width, this.height, copyPyramid(this.pyramid))
    return this.#kept
  }

  shows(grey: Uint8Array): boolean {
    const data = this.pyramid[0]?.data
    return data?.length === grey.length && data.every((value, index) => value === grey[index])
  }
}
