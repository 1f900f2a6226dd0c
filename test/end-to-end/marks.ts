import type { Locator, Page } from 'playwright-core'
import type { MarkState } from '../../web/tracking/visibility.ts'
import { CLIP, SQUARES, whereIs } from '../support/tracking/camera-clip.ts'
import type { CodeUser, Employee } from './people.ts'

type Place = { x: number; y: number }
type SeenMark = Place & { id: string; state: MarkState }
/** One picture that a page tracked in, with its number in the clip. */
export type TrackedPicture = { frame: number; marks: SeenMark[] }
/** What a page asked its tracker to mark, and in which picture. */
export type MarkedPlace = Place & {
  id: string
  frame: number
  /** So many pictures had been tracked before. */
  since: number
}

type Watched = { pictures: TrackedPicture[]; marked: MarkedPlace[]; frame: number }

/**
 * Notes what a page's tracker is given and what it answers: the number of each picture is read from
 * the very frame that is handed over.
 */
export async function watchTracking(page: Page): Promise<void> {
  // What runs the tests names functions by a helper that a page does not have.
  await page.addInitScript('window.__name = (named) => named')
  await page.addInitScript(
    ({ squares, clip }) => {
      const watched: Watched = { pictures: [], marked: [], frame: -1 }
      Object.assign(window, { watched })
      const numberOf = async (frame: VideoFrame) => {
        const bytes = new Uint8Array(frame.allocationSize())
        const [plane] = await frame.copyTo(bytes)
        const scale = frame.displayWidth / clip.width
        frame.close()
        let number = 0
        for (let bit = 0; bit < squares.count; bit++) {
          const x = squares.left + bit * 2 * squares.size + squares.size / 2
          const y = squares.top + squares.size / 2
          const at = Math.round(y * scale) * (plane?.stride ?? 0) + Math.round(x * scale)
          if ((bytes[(plane?.offset ?? 0) + at] ?? 0) > 128) number |= 1 << bit
        }
        return number
      }
      const Original = Worker
      const handed: Promise<number>[] = []
      window.Worker = class extends Original {
        constructor(url: string | URL, options?: WorkerOptions) {
          super(url, options)
          this.addEventListener('message', ({ data }) => {
            if (data.type === 'unread') void handed.shift()
            if (data.type !== 'tracked') return
            void handed.shift()?.then((frame) => {
              watched.frame = frame
              watched.pictures.push({ frame, marks: data.marks })
            })
          })
        }
        override postMessage(message: { type: string } & MarkedPlace, transfer?: unknown): void {
          if ('frame' in message && message.type === 'frame') {
            // It is a frame here, whatever the type of the other messages says.
            handed.push(numberOf((message.frame as unknown as VideoFrame).clone()))
          }
          if (message.type === 'mark') {
            const { id, x, y } = message
            const since = watched.pictures.length + 1
            watched.marked.push({ id, x, y, frame: watched.frame, since })
          }
          super.postMessage(message, transfer as Transferable[])
        }
      }
    },
    { squares: SQUARES, clip: CLIP },
  )
  await page.reload()
}

export async function readWatched(page: Page): Promise<Watched> {
  return page.evaluate(() => (window as unknown as { watched: Watched }).watched)
}

/** The number of the picture that an element of the page shows. */
export async function numberShown(page: Page, selector: string): Promise<number> {
  return page.locator(selector).evaluate(
    (element, { squares, clip }) => {
      // One of the two is asked for.
      const shown = element as HTMLVideoElement | HTMLCanvasElement
      const canvas = document.createElement('canvas')
      Object.assign(canvas, { width: clip.width, height: clip.height })
      const context = canvas.getContext('2d')
      context?.drawImage(shown, 0, 0, clip.width, clip.height)
      let number = 0
      for (let bit = 0; bit < squares.count; bit++) {
        const x = squares.left + bit * 2 * squares.size + squares.size / 2
        const pixel = context?.getImageData(x, squares.top + squares.size / 2, 1, 1).data
        if ((pixel?.[0] ?? 0) > 128) number |= 1 << bit
      }
      return number
    },
    { squares: SQUARES, clip: CLIP },
  )
}

/** Of the pictures in which the mark is to be seen: the share that shows it within 5 pixels. */
export function shareWithin5(pictures: readonly TrackedPicture[], mark: MarkedPlace) {
  const errors: number[] = []
  let [falselySure, away] = [0, 0]
  for (const { frame, marks } of pictures) {
    const truth = whereIs(inPixels(mark), mark.frame, frame)
    const seen = marks.find(({ id }) => id === mark.id)
    if (!truth) {
      away += 1
      falselySure += +(seen?.state === 'anchored')
      continue
    }
    const isShown = seen !== undefined && seen.state !== 'lost'
    const at = inPixels(seen ?? { x: 9, y: 9 })
    errors.push(isShown ? Math.hypot(at.x - truth.x, at.y - truth.y) : Infinity)
  }
  const right = errors.filter((error) => error <= 5).length
  return {
    visible: errors.length,
    share: right / errors.length,
    middle: errors.toSorted((a, b) => a - b)[errors.length >> 1] ?? Infinity,
    away,
    falselySure: away > 0 ? falselySure / away : 0,
  }
}

function inPixels({ x, y }: Place): Place {
  return { x: x * CLIP.width, y: y * CLIP.height }
}

export function stateOf(person: CodeUser | Employee, number: number): Promise<string | null> {
  return markOf(person, number).getAttribute('data-state')
}

export function markOf({ page, names }: CodeUser | Employee, number: number): Locator {
  const list = page.getByRole('list', { name: names.marks, exact: true })
  return list.getByRole('listitem', { name: `${names.mark} ${number}`, exact: true })
}
