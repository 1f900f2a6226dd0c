import path from 'node:path'
import type { Page } from 'playwright-core'
import t from 'tap'
import { makeTestFolder } from '../support/servers.ts'
import { makeCameraFile } from '../support/media/counter-clip.ts'
import {
  driftMs,
  longestKeyFrameGap,
  longestSilence,
  readContent,
  shareInOrder,
} from '../support/media/recording-content.ts'
import { CODE_USER_TONE, EMPLOYEE_TONE, makeToneFile } from '../support/media/tone.ts'
import { CodeUser, connect, Employee } from './people.ts'
import { seekOnBothSides } from './player.ts'
import { openStage } from './stage.ts'

const CALL_MS = 60_000
/** Longer than call and set-up together, so that no counter comes twice. */
const CLIP_SECONDS = 180
const LONGEST_PAUSE_SECONDS = 0.9

t.test('R15: a recording holds what was seen and heard', { timeout: 420_000 }, async (t) => {
  const folder = makeTestFolder(t)
  const [camera, voice, answer] = ['camera.mjpeg', 'voice.wav', 'answer.wav'].map((file) =>
    path.join(folder, file),
  ) as [string, string, string]
  await makeCameraFile(camera, { seconds: CLIP_SECONDS })
  await makeToneFile(voice, CODE_USER_TONE, CLIP_SECONDS)
  await makeToneFile(answer, EMPLOYEE_TONE, CLIP_SECONDS)
  const stage = await openStage(t)
  const [hall, desk] = await Promise.all([
    stage.browser({ videoFile: camera, audioFile: voice }),
    stage.browser({ audioFile: answer }),
  ])
  const erik = new Employee(stage, await stage.employee(desk, 'Erik Olsen'))
  const tomas = new CodeUser(stage, await stage.phone(hall))
  // The echo canceller takes test tones for an echo and eats them.
  for (const { page } of [erik, tomas]) await withoutEchoCanceller(page)
  await connect(stage, tomas, erik)
  await erik.use('record')
  await tomas.recordingSymbol.waitFor()
  await tomas.page.waitForTimeout(CALL_MS)
  await tomas.press('hangUp')
  await erik.untilStatus('done')
  await erik.openRecordings()
  await erik.untilRecording(1, 'ready')

  const file = path.join(folder, 'recording.webm')
  await erik.downloadRecording(file)
  const content = await readContent(file)
  const counters = content.pictures.flatMap(({ counter }) => counter ?? [])
  const [first, last] = [Math.min(...counters), Math.max(...counters)]
  const share = shareInOrder(content.pictures, first, last)
  const { seconds, codeUser, employee, keyFrames, pictures } = content
  t.comment(
    `${seconds.toFixed(1)} s, counters ${(share * 100).toFixed(1)} %, ${codeUser.length} and ${employee.length} pulses`,
  )
  t.ok(seconds > CALL_MS / 1000 - 3, 'as long as the call')
  t.ok(last - first > (CALL_MS / 1000 - 5) * 5, 'counters from begin to end')
  t.ok(share >= 0.95, `${share} of the counters in order`)
  for (const [who, pulses] of [
    ['code user', codeUser],
    ['employee', employee],
  ] as const) {
    const silence = longestSilence(pulses, 3, seconds - 3)
    t.ok(silence <= LONGEST_PAUSE_SECONDS, `${who} is heard throughout, longest pause ${silence}`)
  }
  t.ok(longestKeyFrameGap(keyFrames, seconds) <= 12, 'a key frame every 12 s')
  const drift = driftMs(pictures, codeUser)
  t.ok(Math.abs(drift) <= 100, `sound and picture drift ${drift.toFixed(0)} ms`)
  await tomas.untilRecording(1, 'ready')
  await seekOnBothSides(t, { people: [erik, tomas], pictures })
})

async function withoutEchoCanceller(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = (constraints = {}) => {
      const audio = constraints.audio
        ? { ...(constraints.audio === true ? {} : constraints.audio), echoCancellation: false }
        : false
      return original({ ...constraints, audio })
    }
  })
  await page.reload()
}
