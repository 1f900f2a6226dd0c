/** A plane-to-plane map, row by row: nine numbers, the last one 1. */
export type Homography = Float64Array

export type Point = { x: number; y: number }
/** How a map stretches and turns around one place: a column per direction. */
export type Jacobian = { xx: number; xy: number; yx: number; yy: number }

export function identity(): Homography {
  return Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1)
}

export function shift(dx: number, dy: number): Homography {
  return Float64Array.of(1, 0, dx, 0, 1, dy, 0, 0, 1)
}

/** First `first`, then `then`. */
export function chain(first: Homography, then: Homography): Homography {
  const out = new Float64Array(9)
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      let sum = 0
      for (let k = 0; k < 3; k++) sum += then[3 * row + k]! * first[3 * k + column]!
      out[3 * row + column] = sum
    }
  }
  return scaled(out)
}

export function inverse(m: Homography): Homography {
  const [a, b, c, d, e, f, g, h, i] = numbers(m)
  const out = Float64Array.of(
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  )
  return scaled(out)
}

// Asked for every point of every picture: `out` saves an object each time.
// eslint-disable-next-line max-params
export function map(m: Homography, x: number, y: number, out: Point = { x: 0, y: 0 }): Point {
  const w = m[6]! * x + m[7]! * y + m[8]!
  // A plane seen from behind has no place in the picture: far away, on its side.
  const scale = 1 / (Math.abs(w) < 1e-6 ? 1e-6 : w)
  out.x = (m[0]! * x + m[1]! * y + m[2]!) * scale
  out.y = (m[3]! * x + m[4]! * y + m[5]!) * scale
  return out
}

export function jacobianAt(m: Homography, x: number, y: number): Jacobian {
  const w = m[6]! * x + m[7]! * y + m[8]!
  const at = map(m, x, y)
  return {
    xx: (m[0]! - at.x * m[6]!) / w,
    xy: (m[1]! - at.x * m[7]!) / w,
    yx: (m[3]! - at.y * m[6]!) / w,
    yy: (m[4]! - at.y * m[7]!) / w,
  }
}

export function inverseJacobian({ xx, xy, yx, yy }: Jacobian): Jacobian {
  const scale = 1 / (xx * yy - xy * yx)
  return { xx: yy * scale, xy: -xy * scale, yx: -yx * scale, yy: xx * scale }
}

export function scaleOf({ xx, xy, yx, yy }: Jacobian): number {
  return Math.sqrt(Math.max(0, xx * yy - xy * yx))
}

/** Radians, clockwise as pictures have it. */
export function angleOf({ xx, xy, yx, yy }: Jacobian): number {
  return Math.atan2(yx - xy, xx + yy)
}

/** Neither mirrored nor squeezed to nothing: what a camera can do to a picture. */
export function isPlausible(m: Homography, width: number, height: number): boolean {
  for (const [x, y] of [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height],
  ] as const) {
    if (m[6]! * x + m[7]! * y + m[8]! < 0.15) return false
  }
  const around = jacobianAt(m, width / 2, height / 2)
  const determinant = around.xx * around.yy - around.xy * around.yx
  if (!(determinant > 0.02 && determinant < 50)) return false
  const longest = Math.max(Math.hypot(around.xx, around.yx), Math.hypot(around.xy, around.yy))
  return determinant / (longest * longest) > 0.2
}

function numbers(m: Homography) {
  // A homography has nine numbers.
  return [...m] as [number, number, number, number, number, number, number, number, number]
}

function scaled(m: Homography): Homography {
  const last = m[8]!
  const scale = 1 / (Math.abs(last) < 1e-12 ? 1e-12 : last)
  for (let i = 0; i < 9; i++) m[i]! *= scale
  return m
}
