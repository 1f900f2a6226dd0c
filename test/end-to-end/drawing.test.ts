import t, { type Test } from 'tap'
import type { ArtefactList, StrokeList } from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import { useCanvasCamera } from '../support/media/canvas-camera.ts'
import { BLUE, crosses, penDown, penUp, RED } from './drawing.ts'
import { CodeUser, connect, Employee } from './people.ts'
import { openStage, type Stage } from './stage.ts'

const LIMIT = { timeout: 300_000 }
const UPRIGHT = { width: 390, height: 844 }
const LYING = { width: 844, height: 390 }
const CAMERA = { upright: { width: 480, height: 640 }, lying: { width: 640, height: 480 } }

t.test('drawing on the picture of a phone, upright and turned', LIMIT, async (t) => {
  const stage = await openStage(t)
  const [desk, hall] = await Promise.all([stage.browser(), stage.browser()])
  const erik = new Employee(stage, await stage.employee(desk, 'Erik Olsen'))
  const tomas = new CodeUser(stage, await stage.phone(hall))
  await useCanvasCamera(tomas.page, Date.now())
  await tomas.page.reload()
  await connect(stage, tomas, erik)
  await turn(stage, { tomas, erik }, UPRIGHT)
  await erik.use('draw')
  await tomas.use('draw')

  await crosses(t, stage, { from: tomas, to: erik, colour: BLUE, at: { x: 0.3, y: 0.4 } })
  await crosses(t, stage, { from: erik, to: tomas, colour: RED, at: { x: 0.7, y: 0.45 } })
  t.pass('R17: drawn on either side, seen on both in the colour of the role, and gone')
  await erik.page.setViewportSize({ width: 700, height: 1000 })
  await crosses(t, stage, { from: erik, to: tomas, colour: RED, at: { x: 0.25, y: 0.42 } })
  t.pass('R17: whatever the shape of the window')

  await erik.use('flip')
  await crosses(t, stage, { from: erik, to: tomas, colour: RED, at: { x: 0.2, y: 0.4 }, flips: 1 })
  await crosses(t, stage, { from: tomas, to: erik, colour: BLUE, at: { x: 0.3, y: 0.4 }, flips: 1 })
  t.pass('R19: flipped for the employee alone, the pen draws where it is')
  await erik.page.keyboard.press('f')
  await crosses(t, stage, { from: tomas, to: erik, colour: BLUE, at: { x: 0.3, y: 0.4 } })
  t.pass('R19: and back by its key')

  await erik.page.setViewportSize({ width: 1280, height: 800 })
  await turn(stage, { tomas, erik }, LYING)
  await crosses(t, stage, { from: tomas, to: erik, colour: BLUE, at: { x: 0.3, y: 0.3 } })
  await crosses(t, stage, { from: erik, to: tomas, colour: RED, at: { x: 0.7, y: 0.35 } })
  t.pass('R17: also after the phone was turned')

  await erik.use('record')
  await Promise.all([erik.recordingSymbol.waitFor(), tomas.recordingSymbol.waitFor()])
  await erik.page.waitForTimeout(2000)
  for (const person of [erik, tomas]) {
    await penDown(person, { x: 0.5, y: 0.4 })
    await penUp(person)
  }
  await erik.page.waitForTimeout(2000)
  await erik.press('hangUp')
  await erik.untilStatus('done')
  await erik.openRecordings()
  await Promise.all([erik.untilRecording(1, 'ready'), tomas.untilRecording(1, 'ready')])
  const drawn = await strokesOf(erik)
  t.same(
    drawn.map(({ by }) => by),
    ['employee', 'code_user'],
    'kept in order',
  )
  for (const person of [erik, tomas]) await playsDrawings(t, person, drawn)
  t.pass('R17: both sides see over the recording what was drawn')
})

type Window = { width: number; height: number }
type Both = { tomas: CodeUser; erik: Employee }

/** Turns the phone: its camera and its window, until the employee has the picture of that shape. */
async function turn(stage: Stage, { tomas, erik }: Both, size: Window): Promise<void> {
  const { width, height } = size.width < size.height ? CAMERA.upright : CAMERA.lying
  await tomas.page.setViewportSize(size)
  await tomas.page.evaluate(([width, height]) => turnCamera(width, height), [
    width,
    height,
  ] as const)
  for (const { page } of [tomas, erik]) {
    await stage.until('the picture has the shape of the phone', async () => {
      const picture = page.locator('.call-picture video')
      const shape = await picture.evaluate((video: HTMLVideoElement) => {
        return video.videoWidth / video.videoHeight
      })
      return Math.abs(shape - width / height) < 0.01
    })
  }
}

async function strokesOf(erik: Employee): Promise<StrokeList['items']> {
  const { items } = await erik.fetchJson<ArtefactList>(paths.artefacts(1))
  const strokes = await erik.fetchJson<StrokeList>(paths.artefactStrokes(items[0]?.id ?? ''))
  return strokes.items
}

/** Jumps to each drawing, and switches them off and on again. */
async function playsDrawings(
  t: Test,
  person: Employee | CodeUser,
  drawn: StrokeList['items'],
): Promise<void> {
  const { page, names } = person
  await person.recordingOf(1).click()
  const drawings = page.getByRole('img', { name: names.drawings, exact: true })
  await drawings.waitFor()
  for (const { atMs } of drawn) {
    await page.locator('video.gallery-content').evaluate(
      (video: HTMLVideoElement, seconds) => {
        video.currentTime = seconds
      },
      atMs / 1000 + 0.5,
    )
    await page.waitForFunction(hasPaint, undefined, { polling: 100 })
  }
  const isShown = page.getByRole('switch', { name: names.showDrawings })
  await isShown.uncheck()
  t.equal(await drawings.count(), 0, 'switched off')
  await isShown.check()
  await drawings.waitFor()
}

function hasPaint(): boolean {
  const canvas = document.querySelector<HTMLCanvasElement>('.recording-drawings')
  const { width = 0, height = 0 } = canvas ?? {}
  if (width === 0 || height === 0) return false
  const data = canvas?.getContext('2d')?.getImageData(0, 0, width, height).data ?? []
  return data.some((value) => value > 0)
}
