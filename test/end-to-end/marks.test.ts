import path from 'node:path'
import t, { type Test } from 'tap'
import { en as ofCall } from '../../web/call/texts/en.ts'
import { CLIP, CLIP_FRAMES, makeCameraClip, STILL } from '../support/tracking/camera-clip.ts'
import { makeTestFolder } from '../support/servers.ts'
import { pictureBox, type Place } from './drawing.ts'
import { fingersOn } from './fingers.ts'
import { markOf, numberShown, readWatched, shareWithin5, stateOf, watchTracking } from './marks.ts'
import { CodeUser, connect, Employee } from './people.ts'
import { openStage, type Stage } from './stage.ts'

const PLACES = [
  { x: 0.35, y: 0.4 },
  { x: 0.62, y: 0.3 },
]
/** The clip, once around and a half. */
const TRACK_FOR = Math.round(CLIP_FRAMES * 1.5)

t.test('R18: marks stay where they are set on both sides', { timeout: 300_000 }, async (t) => {
  const camera = path.join(makeTestFolder(t), 'camera.mjpeg')
  await makeCameraClip(camera)
  const stage = await openStage(t)
  const [hall, desk] = await Promise.all([stage.browser({ videoFile: camera }), stage.browser()])
  const erik = new Employee(stage, await stage.employee(desk, 'Erik Olsen'))
  const tomas = new CodeUser(stage, await stage.phone(hall))
  for (const { page } of [erik, tomas]) await watchTracking(page)
  await connect(stage, tomas, erik)

  await erik.press('track')
  await stage.until('the first, small pictures are over', async () => {
    return (await pictureWidth(erik)) === CLIP.width
  })
  for (const place of PLACES) await press(place)
  for (const person of [erik, tomas]) {
    for (const number of [1, 2]) {
      await stage.until(
        `mark ${number} is anchored`,
        async () => (await stateOf(person, number)) === 'anchored',
        60_000,
      )
    }
  }
  const { marked } = await readWatched(erik.page)
  t.equal(marked.length, 2)
  const before = (await readWatched(tomas.page)).pictures.length
  await stage.until(
    'the clip was tracked by both',
    async () => {
      const both = await Promise.all([erik, tomas].map(({ page }) => readWatched(page)))
      return both.every(({ pictures }) => framesPassed(pictures) > TRACK_FOR)
    },
    90_000,
  )
  for (const [who, { page }] of [
    ['employee', erik],
    ['code user', tomas],
  ] as const) {
    const { pictures } = await readWatched(page)
    for (const mark of marked) {
      const after = pictures.slice(who === 'employee' ? mark.since : before)
      const { visible, share, middle, away, falselySure } = shareWithin5(after, mark)
      t.comment(`${who}: ${percent(share)} of ${visible}, middle error ${middle.toFixed(1)} px`)
      t.comment(`${who}: sure in ${percent(falselySure)} of ${away} without it`)
      t.ok(visible > 50 && share >= 0.97, `${who}: ${share} within 5 px`)
      // A slow page looks at few pictures of that time: one of them is no share.
      t.ok(falselySure <= Math.max(0.05, 1 / away), `${who}: ${falselySure} called sure while away`)
    }
  }
  await t.test('R18: marks stay while the picture is coarse', (t) =>
    coarsely(t, stage, [erik, tomas]),
  )

  await tomas.page.reload()
  await stage.until('the marks are back after a reload', async () => {
    return (await stateOf(tomas, 2)) === 'anchored'
  })
  await erik.page.getByRole('button', { name: erik.names.removeMark1 }).click()
  await markOf(erik, 1).waitFor({ state: 'detached' })
  await markOf(tomas, 1).waitFor({ state: 'detached' })
  t.equal(await markOf(tomas, 2).count(), 1, 'the other one stays')

  await erik.press('flip')
  await press({ x: 0.25, y: 0.5 })
  await markOf(erik, 3).waitFor()
  const flipped = (await readWatched(erik.page)).marked.at(-1)
  t.ok(Math.abs((flipped?.x ?? 0) - 0.75) < 0.01, 'a flipped picture is marked where it was meant')
  await erik.press('flip')
  await erik.page.getByRole('button', { name: ofCall.removeMark(3) }).click()
  await markOf(erik, 3).waitFor({ state: 'detached' })
  await t.test('R18: a finger that rests holds the picture', (t) => holding(t, stage, erik))

  /** Presses a part of the picture while the camera rests. */
  async function press({ x, y }: { x: number; y: number }): Promise<void> {
    await stage.until(
      'the camera rests',
      async () => {
        const { frame } = await readWatched(erik.page)
        return frame > STILL.from && frame < STILL.to - 30
      },
      60_000,
    )
    const area = await pictureBox(erik.page)
    await erik.page.mouse.click(area.x + x * area.width, area.y + y * area.height)
  }
})

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

/** As a network that has room for little makes it, and then in full again. */
async function coarsely(t: Test, stage: Stage, [erik, tomas]: [Employee, CodeUser]): Promise<void> {
  const { marked } = await readWatched(erik.page)
  for (const width of [CLIP.width / 4, CLIP.width]) {
    await tomas.page.locator('.call-picture video').evaluate(async (video, width) => {
      // It is the code user's own picture.
      const { srcObject } = video as HTMLVideoElement
      const [track] = (srcObject as MediaStream).getVideoTracks()
      await track?.applyConstraints({ width, height: (width / 16) * 9 })
    }, width)
    await stage.until(`the picture is ${width} wide`, async () => {
      return (await pictureWidth(erik)) === width
    })
    const { pictures } = await readWatched(erik.page)
    await stage.until(
      'the clip was tracked around',
      async () => {
        const later = (await readWatched(erik.page)).pictures.slice(pictures.length)
        return framesPassed(later) > CLIP_FRAMES
      },
      60_000,
    )
    const later = (await readWatched(erik.page)).pictures.slice(pictures.length)
    for (const mark of marked) {
      const { share, visible, middle } = shareWithin5(later, mark)
      t.comment(`${width} wide: ${percent(share)} of ${visible}, middle ${middle.toFixed(1)} px`)
      t.ok(visible > 50 && share >= 0.9, `${width} wide: ${share} within 5 px`)
    }
  }
}

function pictureWidth({ page }: Employee): Promise<number> {
  const shown = page.locator('.call-picture video')
  // Only videos are found by that.
  return shown.evaluate((video) => (video as HTMLVideoElement).videoWidth)
}

/** While the camera moves, without the tool: held, aimed at, and marked in the picture that is held. */
async function holding(t: Test, stage: Stage, erik: Employee): Promise<void> {
  const { page } = erik
  await erik.press('track')
  await page.setViewportSize({ width: 390, height: 844 })
  const fingers = await fingersOn(page)
  await stage.until(
    'the camera moves',
    async () => {
      const { frame } = await readWatched(page)
      return frame > STILL.to + 20 && frame < STILL.to + 80
    },
    60_000,
  )
  const box = await pictureBox(page)
  const finger = (type: 'touchStart' | 'touchMove', { x, y }: Place) =>
    fingers(type, [box.x + x * box.width], box.y + y * box.height)
  await finger('touchStart', { x: 0.4, y: 0.3 })
  await page.getByText(ofCall.pictureHeld).waitFor()
  const held = await numberShown(page, '.call-held-frame')
  await finger('touchMove', { x: 0.45, y: 0.42 })
  await stage.until('the camera has moved on', async () => {
    return Math.abs((await numberShown(page, '.call-picture video')) - held) > 20
  })
  t.equal(await numberShown(page, '.call-held-frame'), held, 'the same picture is still there')
  const { pictures } = await readWatched(page)
  t.equal(pictures.at(-1)?.frame, held, 'nothing else is tracked in')
  await fingers('touchEnd', [], 0)
  await page.getByText(ofCall.pictureHeld).waitFor({ state: 'detached' })
  await markOf(erik, 4).waitFor()
  const mark = (await readWatched(page)).marked.at(-1)
  if (!mark) throw new Error('nothing was marked')
  t.equal(mark.frame, held, 'marked in the picture that was held')
  t.ok(Math.abs(mark.x - 0.45) < 0.02 && Math.abs(mark.y - 0.42) < 0.02, 'where it was lifted')
  await stage.until(
    'the clip went on',
    async () => framesPassed((await readWatched(page)).pictures.slice(mark.since)) > TRACK_FOR,
    90_000,
  )
  const later = (await readWatched(page)).pictures.slice(mark.since)
  const { share, visible } = shareWithin5(later, mark)
  t.comment(`${percent(share)} of ${visible}`)
  t.ok(visible > 50 && share >= 0.9, `${share} within 5 px of where it is now`)
}

/** How far the clip has gone on since the first picture, in its frames. */
function framesPassed(pictures: readonly { frame: number }[]): number {
  let passed = 0
  for (const [index, { frame }] of pictures.entries()) {
    const step = frame - (pictures[index - 1]?.frame ?? frame)
    passed += step < 0 ? step + CLIP_FRAMES : step
  }
  return passed
}
