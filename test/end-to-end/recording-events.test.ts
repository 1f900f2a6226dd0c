import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { useCanvasCamera } from '../support/media/canvas-camera.ts'
import { COUNTER_SECONDS } from '../support/media/counter-clip.ts'
import {
  counterChanges,
  longestKeyFrameGap,
  longestSilence,
  readContent,
  shareInOrder,
} from '../support/media/recording-content.ts'
import { CODE_USER_TONE, EMPLOYEE_TONE, makeToneFile } from '../support/media/tone.ts'
import { makeTestFolder } from '../support/servers.ts'
import { startRecording } from './calls.ts'
import { CodeUser, connect, Employee } from './people.ts'
import { seekOnBothSides } from './player.ts'
import { openStage } from './stage.ts'

const TONE_SECONDS = 240
/** What a browser needs until the picture of a change arrives: a key frame, a new connection. */
const SETTLED_MS = 4_000

t.test('R15: turned, stopped, loaded again: recorded', { timeout: 420_000 }, async (t) => {
  const folder = makeTestFolder(t)
  const [voice, answer] = [path.join(folder, 'voice.wav'), path.join(folder, 'answer.wav')]
  await makeToneFile(voice, CODE_USER_TONE, TONE_SECONDS)
  await makeToneFile(answer, EMPLOYEE_TONE, TONE_SECONDS)
  const stage = await openStage(t)
  const [hall, desk] = await Promise.all([
    stage.browser({ audioFile: voice }),
    stage.browser({ audioFile: answer }),
  ])
  const erik = new Employee(stage, await stage.employee(desk, 'Erik Olsen'))
  const tomas = new CodeUser(stage, await stage.phone(hall))
  const began = Date.now()
  for (const { page } of [erik, tomas]) await useCanvasCamera(page, began)
  await Promise.all([erik.page.reload(), tomas.page.reload()])
  await connect(stage, tomas, erik)

  /** Counters that were in front of the camera while somebody waited. */
  const spans: { what: string; first: number; last: number }[] = []
  const stay = async (what: string, forMs: number) => {
    const first = counterNow(began + 200)
    await wait(forMs)
    spans.push({ what, first: first + 1, last: counterNow(began) - 2 })
  }
  await startRecording(erik, tomas)
  await stay('upright', 10_000)
  await tomas.page.evaluate(() => turnCamera(480, 640))
  await wait(SETTLED_MS)
  await stay('turned', 8_000)
  await erik.use('stopRecording')
  await erik.recordingSymbol.waitFor({ state: 'detached' })
  const off = { first: counterNow(began) + 5, last: 0 }
  await wait(5_000)
  // What is on its way from the camera when the recorder starts belongs to the recording.
  off.last = counterNow(began) - 3
  await startRecording(erik, tomas)
  await wait(SETTLED_MS)
  await stay('recorded again', 8_000)
  await tomas.page.reload()
  await erik.seesRemote()
  await wait(SETTLED_MS)
  await stay('loaded again', 10_000)
  await erik.press('hangUp')
  await erik.untilStatus('done')
  await erik.openRecordings()
  await Promise.all([erik.untilRecording(1, 'ready'), tomas.untilRecording(1, 'ready')])

  const file = path.join(folder, 'recording.webm')
  await erik.downloadRecording(file)
  const content = await readContent(file)
  const counters = counterChanges(content.pictures).map(({ counter }) => counter)
  t.same(
    counters,
    counters.toSorted((a, b) => a - b),
    'time never goes back',
  )
  for (const { what, first, last } of spans) {
    const share = shareInOrder(content.pictures, first, last)
    t.ok(share >= 0.95, `${what}: ${(share * 100).toFixed(1)} % of ${last - first + 1} counters`)
  }
  const unwanted = counters.filter((counter) => counter >= off.first && counter <= off.last)
  t.same(unwanted, [], 'nothing of the time when the recorder was off')
  t.ok(longestKeyFrameGap(content.keyFrames, content.seconds) <= 12, 'a key frame every 12 s')
  const silence = longestSilence(content.employee, 3, content.seconds - 3)
  t.ok(silence <= 0.9, `the side that stayed is heard throughout, longest pause ${silence}`)

  await seekOnBothSides(t, { people: [erik, tomas], pictures: content.pictures })
})

function counterNow(began: number): number {
  return Math.floor((Date.now() - began) / (COUNTER_SECONDS * 1000))
}
