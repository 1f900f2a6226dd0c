import { mkdir } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { MEDIA_TOOLS } from '../../activities/recording/media-tools.ts'
import { makePlayable } from '../../activities/recording/playable.ts'
import { makeRecorderDisk } from '../../janus/recorder-disk.ts'
import {
  ANNA,
  CARLA,
  join,
  makeCall,
  makeCallServer,
  moreFrames,
  until,
} from '../support/call/call-test.ts'
import { makeCameraFile } from '../support/media/counter-clip.ts'
import {
  counterChanges,
  driftMs,
  longestKeyFrameGap,
  longestSilence,
  readContent,
  shareInOrder,
  type RecordingContent,
} from '../support/media/recording-content.ts'
import { CODE_USER_TONE, EMPLOYEE_TONE, makeToneFile } from '../support/media/tone.ts'
import { makeTestBrowser, makeTestFolder, makeTestJanus } from '../support/servers.ts'

/** Longer than any of the calls here, so that the counter never begins anew. */
const CLIP_SECONDS = 240
/** What a browser decodes in some two seconds. */
const MOMENT = 40

t.test('R15: a call of two browsers is recorded whole', async (t) => {
  const call = await recordedCall(t, 'recording-of-browsers')
  for (let moment = 0; moment < 12; moment++) await moreFrames(call.anna, MOMENT)
  const content = await call.end()
  const counters = counterChanges(content.pictures)
  const [first, last] = [counters[0]?.counter ?? 0, counters.at(-1)?.counter ?? 0]
  t.ok(last - first > 60, `${last - first} counters`)
  const share = shareInOrder(content.pictures, first, last)
  t.ok(share >= 0.95, `${share} of the counters in order`)
  t.ok(longestKeyFrameGap(content.keyFrames, content.seconds) <= 12)
  for (const side of ['codeUser', 'employee'] as const) {
    const silence = longestSilence(content[side], 1, content.seconds - 1)
    t.ok(silence < 0.7, `${side}: silent for ${silence} s`)
  }
  const drift = driftMs(content.pictures, content.codeUser)
  // On a busy machine the fake camera itself falls behind the fake microphone.
  t.comment(`drift ${drift.toFixed(0)} ms`)
})

t.test('a reload in the browser is a pause in the recording', async (t) => {
  const call = await recordedCall(t, 'recording-of-a-reload')
  for (let moment = 0; moment < 4; moment++) await moreFrames(call.anna, MOMENT)
  await call.carla.reload()
  await enter(call.carla, { side: 'code_user', person: CARLA })
  await join(call.carla)
  for (let moment = 0; moment < 4; moment++) await moreFrames(call.anna, MOMENT)
  const content = await call.end()
  // The fake camera begins anew with the page.
  const counters = counterChanges(content.pictures)
  const again = counters.findIndex(
    ({ counter }, index) => counter < (counters[index - 1]?.counter ?? 0),
  )
  t.ok(again > 20 && counters.length - again > 20, 'both parts are there')
  t.ok(longestSilence(content.employee, 1, content.seconds - 1) < 0.7, 'the other side goes on')
  t.ok(longestKeyFrameGap(content.keyFrames, content.seconds) <= 12)
})

/** Anna and Carla in a call that is being recorded, each with a tone, Carla with the counter. */
async function recordedCall(t: Test, sessionId: string) {
  const janus = await makeTestJanus(t)
  const { room, inRooms, options } = await makeCall(t, janus, sessionId)
  const { url } = await makeCallServer(t, options)
  const media = makeTestFolder(t)
  const videoFile = joinPath(media, 'camera.mjpeg')
  await makeCameraFile(videoFile, { seconds: CLIP_SECONDS })
  const open = async (side: string, person: string, frequency: number) => {
    const audioFile = joinPath(media, `${side}.wav`)
    await makeToneFile(audioFile, frequency, CLIP_SECONDS)
    const browser = await makeTestBrowser(t, { audioFile, videoFile })
    const page = await browser.newPage()
    await page.goto(`${url}/page`)
    await enter(page, { side, person })
    return page
  }
  const anna = await open('employee', ANNA, EMPLOYEE_TONE)
  const carla = await open('code_user', CARLA, CODE_USER_TONE)
  for (const page of [anna, carla]) await join(page)
  for (const page of [anna, carla]) await moreFrames(page)
  const startedAt = Date.now()
  await inRooms((rooms) => rooms.setRecording(room, true))
  const end = async (): Promise<RecordingContent> => {
    await inRooms((rooms) => rooms.setRecording(room, false))
    await inRooms((rooms) => rooms.destroy(room))
    return await playBack(janus.recordingsFolder, { sessionId, startedAt })
  }
  return { anna, carla, end }
}

async function enter(page: Page, who: { side: string; person: string }): Promise<void> {
  await page.evaluate(
    `window.me = new CallPage(${JSON.stringify({ ...who, call: 1 })}); void me.connect()`,
  )
  await until(page, 'me.messages.length > 0')
}

async function playBack(
  recordingsFolder: string,
  { sessionId, startedAt }: { sessionId: string; startedAt: number },
) {
  const disk = makeRecorderDisk(recordingsFolder)
  const call = { sessionId, call: 1 }
  const files = (await disk.list(call)).map((file) => ({
    ...file,
    side: file.publisher === CARLA ? ('code_user' as const) : ('employee' as const),
  }))
  const folder = joinPath(disk.folderOf(call), 'work')
  await mkdir(folder)
  const segments = [{ startedAt, stoppedAt: Date.now() }]
  const making = { disk, tools: MEDIA_TOOLS, folder, signal: new AbortController().signal }
  const playable = await makePlayable({ files, segments }, making)
  if (!playable || playable.isDamaged) throw new Error(`${files.length} files are not whole`)
  return await readContent(playable.path)
}
