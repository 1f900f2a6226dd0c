import { inverse, type Homography, type Point } from '../../../web/tracking/homography.ts'
import type { Picture } from '../../../web/tracking/picture.ts'
import { seeded } from '../../../web/tracking/seeded.ts'

/** A large picture of plates, bolts and grain to look at a part of; the same for the same seed. */
export function paintPicture(width: number, height: number, seed: number): Picture {
  const random = seeded(seed)
  const data = new Uint8Array(width * height).fill(120)
  const count = Math.round((width * height) / 900)
  for (let plate = 0; plate < count; plate++) {
    const at = { x: random() * width, y: random() * height }
    const size = { x: 4 + random() ** 2 * 50, y: 4 + random() ** 2 * 50 }
    const grey = 30 + random() * 200
    for (let y = Math.floor(at.y); y < Math.min(height, at.y + size.y); y++) {
      for (let x = Math.floor(at.x); x < Math.min(width, at.x + size.x); x++)
        data[y * width + x] = grey
    }
  }
  return { width, height, data }
}

/** A camera that looks at it: by the map from the picture to the camera's. */
export function look(
  { width, height, data }: Picture,
  view: Homography,
  size: { width: number; height: number },
): Uint8Array {
  const m = inverse(view)
  const out = new Uint8Array(size.width * size.height)
  for (let y = 0, k = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++, k++) {
      const w = 1 / (m[6]! * x + m[7]! * y + m[8]!)
      const px = Math.max(0, Math.min(width - 2, (m[0]! * x + m[1]! * y + m[2]!) * w))
      const py = Math.max(0, Math.min(height - 2, (m[3]! * x + m[4]! * y + m[5]!) * w))
      const at = Math.floor(py) * width + Math.floor(px)
      const [fx, fy] = [px % 1, py % 1]
      const upper = data[at]! + fx * (data[at + 1]! - data[at]!)
      const lower = data[at + width]! + fx * (data[at + width + 1]! - data[at + width]!)
      out[k] = upper + fy * (lower - upper) + 0.5
    }
  }
  return out
}

export type View = Point & { zoom?: number; turn?: number }

/** Looks at a place of the picture, turned and enlarged around it. */
export function viewAt(
  { x, y, zoom = 1, turn = 0 }: View,
  size: { width: number; height: number },
) {
  const [cos, sin] = [zoom * Math.cos(turn), zoom * Math.sin(turn)]
  const [cx, cy] = [size.width / 2, size.height / 2]
  return Float64Array.of(
    cos,
    -sin,
    cx - cos * x + sin * y,
    sin,
    cos,
    cy - sin * x - cos * y,
    0,
    0,
    1,
  )
}
