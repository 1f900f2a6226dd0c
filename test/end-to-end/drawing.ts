import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import type { CodeUser, Employee } from './people.ts'
import type { Stage } from './stage.ts'

export type Place = { x: number; y: number }
type Box = Place & { width: number; height: number }
type Colour = readonly [number, number, number]

export const RED: Colour = [0xff, 0x45, 0x3a]
export const BLUE: Colour = [0x3d, 0x9b, 0xff]
export const YELLOW: Colour = [0xff, 0xd6, 0x0a]

/** Share of the picture by which a place may be missed. */
const CLOSE = 0.02

type Crossing = {
  from: Employee | CodeUser
  to: Employee | CodeUser
  colour: Colour
  /** As seen by whoever draws. */
  at: Place
  /** 1 when one of the two sees the picture flipped. */
  flips?: 0 | 1
}

/** Drawn on one side, seen on both at its place, and gone from both. */
export async function crosses(t: Test, stage: Stage, crossing: Crossing): Promise<void> {
  const { from, to, colour, at, flips = 0 } = crossing
  const there = { x: flips === 1 ? 1 - at.x : at.x, y: at.y }
  await penDown(from, at)
  for (const [person, place] of [
    [from, at],
    [to, there],
  ] as const) {
    await stage.until('the stroke is seen', async () => {
      return (await seenAt(person, colour)) !== undefined
    })
    const seen = await seenAt(person, colour)
    const isClose = (['x', 'y'] as const).every((axis) => {
      return Math.abs((seen?.[axis] ?? 9) - place[axis]) <= CLOSE
    })
    t.ok(isClose, `${JSON.stringify(seen)} is at ${JSON.stringify(place)}`)
  }
  await penUp(from)
  await stage.until('the stroke is gone on both sides', async () => {
    const left = await Promise.all([seenAt(from, colour), seenAt(to, colour)])
    return left.every((place) => place === undefined)
  })
}

/** Puts the pen down at a place of the picture as it is seen, 0..1, and keeps it there. */
export async function penDown({ page }: Employee | CodeUser, at: Place): Promise<void> {
  const { x, y, width, height } = await pictureBox(page)
  const [left, top] = [x + at.x * width, y + at.y * height]
  await page.mouse.move(left, top)
  await page.mouse.down()
  await page.mouse.move(left + 1, top + 1)
}

export async function penUp({ page }: Employee | CodeUser): Promise<void> {
  await page.mouse.up()
}

/**
 * Where something of the colour is seen on the picture, 0..1; undefined when there is nothing. A list
 * beside it, as that of the marks, is left out by looking from `left` on.
 */
export async function seenAt({ page }: Employee | CodeUser, colour: Colour, left = 0) {
  const clip = await pictureBox(page)
  const image = (await page.screenshot({ clip })).toString('base64')
  return page.evaluate(findColour, { image, colour, from: left })
}

type Look = { image: string; colour: Colour; from: number }

/** The middle of all pixels of about that colour in the upper half, which no control covers. */
async function findColour({ image, colour, from }: Look) {
  // Not by an address: the pages' policy lets nothing be loaded from one.
  const bytes = Uint8Array.from(atob(image), (character) => character.charCodeAt(0))
  const bitmap = await createImageBitmap(new Blob([bytes]))
  const { width, height } = bitmap
  const context = new OffscreenCanvas(width, height).getContext('2d')
  context?.drawImage(bitmap, 0, 0)
  const { data } = context?.getImageData(0, 0, width, height / 2) ?? { data: [] }
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let index = 0; index < data.length; index += 4) {
    if (colour.some((part, channel) => Math.abs((data[index + channel] ?? 0) - part) > 24)) continue
    const [x, y] = [(index / 4) % width, Math.floor(index / 4 / width)]
    if (x < from * width) continue
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  if (right < 0) return undefined
  return { x: (left + right + 1) / 2 / width, y: (top + bottom + 1) / 2 / height }
}

/** Where the picture that is drawn on lies in the window, without the bars beside it. */
export async function pictureBox(page: Page): Promise<Box> {
  return page.locator('.call-picture video').evaluate((video: HTMLVideoElement) => {
    const outer = video.getBoundingClientRect()
    const scale = Math.min(outer.width / video.videoWidth, outer.height / video.videoHeight)
    const [width, height] = [video.videoWidth * scale, video.videoHeight * scale]
    const [x, y] = [outer.x + (outer.width - width) / 2, outer.y + (outer.height - height) / 2]
    return { x, y, width, height }
  })
}
