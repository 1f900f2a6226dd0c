import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { readCounter } from '../support/media/counter-picture.ts'
import { COUNTER_SECONDS } from '../support/media/counter-clip.ts'
import type { PictureReading } from '../support/media/media-reader.ts'
import type { CodeUser, Employee } from './people.ts'

/** A picture is on the screen a moment after the player says that it is there. */
const PATIENCE_MS = 15_000
const WIDTH = 320
const HEIGHT = 240

type Viewing = { people: (CodeUser | Employee)[]; pictures: PictureReading[] }

/** Everybody opens the recording of the first call; wherever they seek to, they see that moment. */
export async function seekOnBothSides(t: Test, { people, pictures }: Viewing): Promise<void> {
  for (const person of people) {
    await person.recordingOf(1).click()
    for (const share of [0.25, 0.5, 0.75]) {
      const seconds = await seek(person.page, share)
      const expected = pictures.findLast((picture) => picture.seconds <= seconds)?.counter
      const counter = await counterNear(person.page, expected ?? -Infinity)
      const title = `${share * 100} %: counter ${counter} where ${expected} belongs`
      t.ok(isNear(counter, expected ?? -Infinity), title)
    }
  }
}

function isNear(counter: number | undefined, expected: number): boolean {
  return Math.abs((counter ?? Infinity) - expected) * COUNTER_SECONDS <= 1
}

/** Where the open player is then, in seconds. */
async function seek(page: Page, share: number): Promise<number> {
  const player = page.locator('video[controls]')
  await player.waitFor()
  await page.waitForFunction(
    () => (document.querySelector<HTMLVideoElement>('video[controls]')?.readyState ?? 0) > 0,
  )
  return player.evaluate(async (element, share) => {
    if (!(element instanceof HTMLVideoElement)) throw new Error('the player is no video')
    element.currentTime = element.duration * share
    await new Promise((resolve) => element.addEventListener('seeked', resolve, { once: true }))
    return element.currentTime
  }, share)
}

/** What a paused player shows: what is expected, or what it keeps showing instead. */
async function counterNear(page: Page, expected: number): Promise<number | undefined> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const pixels = await page.locator('video[controls]').evaluate(draw, { WIDTH, HEIGHT })
    const picture = { width: WIDTH, height: HEIGHT, pixels: Uint8Array.from(pixels) }
    const counter = readCounter(picture)
    if (isNear(counter, expected) || Date.now() > deadline) return counter
    await page.waitForTimeout(100)
  }
}

/** Runs in the page. */
function draw(element: Element, { WIDTH, HEIGHT }: { WIDTH: number; HEIGHT: number }): number[] {
  if (!(element instanceof HTMLVideoElement)) throw new Error('the player is no video')
  const context = new OffscreenCanvas(WIDTH, HEIGHT).getContext('2d')
  context?.drawImage(element, 0, 0, WIDTH, HEIGHT)
  const { data } = context?.getImageData(0, 0, WIDTH, HEIGHT) ?? { data: [] }
  return Array.from({ length: WIDTH * HEIGHT }, (_, index) => data[index * 4] ?? 0)
}
