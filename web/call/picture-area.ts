import type { Point } from './strokes.ts'

export type Size = { width: number; height: number }
export type Area = Size & { left: number; top: number }

/** Where a picture lies in its element when all of it is shown: there are bars beside or above it. */
export function pictureArea(element: Size, picture: Size): Area {
  if (picture.width <= 0 || picture.height <= 0) return { left: 0, top: 0, ...element }
  const scale = Math.min(element.width / picture.width, element.height / picture.height)
  const width = picture.width * scale
  const height = picture.height * scale
  return { left: (element.width - width) / 2, top: (element.height - height) / 2, width, height }
}

/** A pointer's place in the element → place in the unflipped picture. */
export function pointIn(area: Area, at: { x: number; y: number }, isFlipped: boolean): Point {
  const x = (at.x - area.left) / area.width
  const y = (at.y - area.top) / area.height
  return { x: clamp(isFlipped ? 1 - x : x), y: clamp(y) }
}

function clamp(part: number): number {
  return Math.min(1, Math.max(0, part))
}
