import t from 'tap'
import type { PlacedMark } from '../../contract/call-marks.ts'
import type { ClientCallMessage } from '../../contract/call-messages.ts'
import { Marks, MOST_MARKS } from '../../web/call/marks.ts'
import type { TrackerAnswer, TrackerRequest } from '../../web/tracking/tracker-worker.ts'

/** Node has no such workers: what is asked of it is noted, and what it answers is said by the test. */
class SilentWorker {
  static asked: TrackerRequest[] = []
  static last: SilentWorker | undefined
  onmessage: ((event: { data: TrackerAnswer }) => void) | null = null
  constructor() {
    SilentWorker.last = this
  }
  postMessage(request: TrackerRequest): void {
    SilentWorker.asked.push(request)
  }
  terminate(): void {
    this.onmessage = null
  }
}
class SilentFrame {
  close(): void {}
}
Object.assign(globalThis, { Worker: SilentWorker, VideoFrame: SilentFrame })

/** A video that has its next frame when the test says so. */
class SteppedVideo {
  #waiting: (() => void) | undefined
  requestVideoFrameCallback(then: () => void): number {
    this.#waiting = then
    return 1
  }
  cancelVideoFrameCallback(): void {
    this.#waiting = undefined
  }
  /** All that is taken of the element are these two calls. */
  get element(): HTMLVideoElement {
    return this as unknown as HTMLVideoElement
  }
  async step(): Promise<void> {
    this.#waiting?.()
    await Promise.resolve()
  }
}

/** All that is done with the element is to paint a picture on it. */
class PaperCanvas {
  isPainted = false
  get element(): HTMLCanvasElement {
    return this as unknown as HTMLCanvasElement
  }
  getContext() {
    return { drawImage: () => (this.isPainted = true) }
  }
}

function typesAsked(): string[] {
  return SilentWorker.asked.map(({ type }) => type)
}

const REFERENCE = { image: 'x'.repeat(100), x: 120, y: 120 }
const LAMP: PlacedMark = {
  id: 'lamp',
  number: 1,
  x: 0.5,
  y: 0.5,
  radius: 0.05,
  reference: REFERENCE,
}
const VALVE: PlacedMark = { ...LAMP, id: 'valve', number: 2 }

const FRAME: TrackerAnswer = { type: 'tracked', marks: [], tookMs: 1 }

function marksOf(side: 'employee' | 'code_user') {
  SilentWorker.asked = []
  const sent: ClientCallMessage[] = []
  const marks = new Marks({
    side,
    send(message) {
      sent.push(message)
      return true
    },
  })
  return { marks, sent, tell: (data: TrackerAnswer) => SilentWorker.last?.onmessage?.({ data }) }
}

t.test('R18: a mark is sent with its look and listed with its number', async (t) => {
  const { marks, sent, tell } = marksOf('employee')
  marks.isMarking.value = true
  const video = new SteppedVideo()
  marks.follow(video.element)
  t.ok(marks.place({ x: 0.25, y: 0.5 }))
  await video.step()
  t.match(SilentWorker.asked, [{ type: 'frame' }], 'not before there is a picture to mark it in')
  tell(FRAME)
  const [, asked] = SilentWorker.asked
  if (asked?.type !== 'mark') return t.fail('the tracker was not asked')
  tell({ type: 'marked', id: asked.id, reference: REFERENCE })
  t.match(sent, [{ type: 'mark', id: asked.id, x: 0.25, y: 0.5, reference: REFERENCE }])
  t.same(marks.list.value, [], 'not before the server has numbered it')
  marks.hear({ type: 'mark', mark: { ...LAMP, id: asked.id } })
  t.match(marks.list.value, [{ id: asked.id, number: 1, state: 'anchored' }])
  t.notOk(
    SilentWorker.asked.some(({ type }) => type === 'recognise'),
    'it is tracked already',
  )
  marks.remove(asked.id)
  t.match(sent.at(-1), { type: 'unmark', id: asked.id })
  t.same(marks.list.value, [])
})

t.test('marks follow the video that is shown, whatever became of the one before', async (t) => {
  const { marks, tell } = marksOf('employee')
  marks.isMarking.value = true
  const [before, after] = [new SteppedVideo(), new SteppedVideo()]
  const leave = marks.follow(before.element)
  marks.follow(after.element)
  leave()
  await after.step()
  t.equal(SilentWorker.asked.length, 1)
  await before.step()
  tell(FRAME)
  await after.step()
  t.match(SilentWorker.asked, [{ type: 'frame' }, { type: 'frame' }])
})

t.test('R18: a mark of a picture that is held is made in that very picture', async (t) => {
  const { marks, tell } = marksOf('employee')
  marks.isMarking.value = true
  const video = new SteppedVideo()
  marks.follow(video.element)
  await video.step()
  tell(FRAME)
  await video.step()
  const canvas = new PaperCanvas()
  t.ok(await marks.hold(canvas.element, { x: 0.1, y: 0.1 }))
  t.ok(canvas.isPainted)
  t.same(marks.aim.value, { x: 0.1, y: 0.1 })
  marks.takeAim({ x: 0.3, y: 0.2 })
  t.same(typesAsked(), ['frame', 'frame'], 'the picture before it is still being looked at')
  marks.place({ x: 0.3, y: 0.2 })
  marks.goOn()
  t.equal(marks.aim.value, null)
  await video.step()
  tell(FRAME)
  t.same(typesAsked(), ['frame', 'frame', 'frame'], 'the held one is next')
  tell(FRAME)
  t.match(SilentWorker.asked.slice(3), [{ type: 'mark', x: 0.3, y: 0.2 }])
  await video.step()
  t.same(typesAsked(), ['frame', 'frame', 'frame', 'mark', 'frame'], 'and on from there')
})

t.test('while a picture is held no other is looked at', async (t) => {
  const { marks, tell } = marksOf('employee')
  marks.isMarking.value = true
  const video = new SteppedVideo()
  marks.follow(video.element)
  t.ok(await marks.hold(new PaperCanvas().element, { x: 0.5, y: 0.5 }))
  t.notOk(await marks.hold(new PaperCanvas().element, { x: 0.5, y: 0.5 }), 'held already')
  tell(FRAME)
  marks.hear({ type: 'mark', mark: LAMP })
  await video.step()
  t.same(typesAsked(), ['frame', 'recognise'], 'whatever is heard meanwhile')
  marks.goOn()
  await video.step()
  t.same(typesAsked(), ['frame', 'recognise', 'frame'])
  marks.close()
  t.notOk(await marks.hold(new PaperCanvas().element, { x: 0.5, y: 0.5 }), 'there is no picture')
})

t.test('there are no more marks than may be', async (t) => {
  const { marks } = marksOf('employee')
  for (let count = 0; count < MOST_MARKS; count++) t.ok(marks.place({ x: 0.5, y: 0.5 }))
  t.notOk(marks.place({ x: 0.5, y: 0.5 }))
})

t.test('after the death of the api the employee tells the marks again', async (t) => {
  const { marks, sent } = marksOf('employee')
  marks.hear({ type: 'marks', marks: [LAMP, VALVE] })
  marks.hear({ type: 'marks', marks: [VALVE] })
  t.match(sent, [{ type: 'mark', id: 'lamp', reference: REFERENCE }])
  t.equal(sent.length, 1)
  t.same(marks.list.value.map(({ id }) => id), ['lamp', 'valve']) // prettier-ignore
})

t.test('the code user keeps what the server still has', async (t) => {
  const { marks, sent } = marksOf('code_user')
  marks.hear({ type: 'marks', marks: [LAMP, VALVE] })
  marks.hear({ type: 'marks', marks: [VALVE] })
  t.same(marks.list.value.map(({ id }) => id), ['valve']) // prettier-ignore
  t.same(sent, [])
})

t.test('what a page does not find is shown where the employee sees it, as predicted', async (t) => {
  const { marks, tell } = marksOf('code_user')
  marks.hear({ type: 'mark', mark: LAMP })
  t.match(marks.list.value, [{ state: 'lost' }])
  const place = { id: 'lamp', x: 0.25, y: 0.75, state: 'anchored' } as const
  marks.hear({ type: 'marksSeen', places: [place] })
  tell({ type: 'tracked', marks: [], tookMs: 1 })
  t.match(marks.shown, [{ x: 0.25, y: 0.75, state: 'predicted' }])
  const own = { id: 'lamp', x: 0.3, y: 0.7, scale: 2, angle: 0, state: 'anchored' } as const
  tell({ type: 'tracked', marks: [own], tookMs: 1 })
  t.match(marks.shown, [{ x: 0.3, y: 0.7, radius: 0.1, state: 'anchored' }], 'its own eyes first')
})

t.test('a phone that is too slow shows what the employee sees', async (t) => {
  const { marks, tell } = marksOf('code_user')
  marks.hear({ type: 'mark', mark: LAMP })
  const own = { id: 'lamp', x: 0.3, y: 0.7, scale: 1, angle: 0, state: 'anchored' } as const
  for (let frame = 0; frame < 30; frame++) tell({ type: 'tracked', marks: [own], tookMs: 80 })
  const place = { id: 'lamp', x: 0.25, y: 0.75, state: 'anchored' } as const
  marks.hear({ type: 'marksSeen', places: [place] })
  t.match(marks.shown, [{ x: 0.25, y: 0.75, state: 'anchored' }])
})

t.test('an employee who is as slow goes on by their own eyes', async (t) => {
  const { marks, tell } = marksOf('employee')
  marks.hear({ type: 'mark', mark: LAMP })
  const own = { id: 'lamp', x: 0.3, y: 0.7, scale: 1, angle: 0, state: 'anchored' } as const
  for (let frame = 0; frame < 31; frame++) tell({ type: 'tracked', marks: [own], tookMs: 80 })
  tell({ type: 'tracked', marks: [{ ...own, x: 0.4 }], tookMs: 80 })
  t.match(marks.shown, [{ x: 0.4, state: 'anchored' }])
})
