import { join } from 'node:path'
import type { Test } from 'tap'
import { MEDIA_TOOLS } from '../../activities/recording/media-tools.ts'
import { makePlayable, type Playable } from '../../activities/recording/playable.ts'
import type { RecordingSegment } from '../../domain/session-state.ts'
import { makeRecorderDisk } from '../../janus/recorder-disk.ts'
import { CALL_START, recordCall, type RecordedPart } from '../support/media/recorded-call.ts'
import { readContent } from '../support/media/recording-content.ts'
import { CODE_USER_TONE, EMPLOYEE_TONE } from '../support/media/tone.ts'

export const CALL = { sessionId: 'session', call: 1 }
export const ROOM = 'session-1'
export const ADA = 'ada'
export const ANNA = 'anna'
export const VGA = { width: 640, height: 480 }
const SMALL = { width: 320, height: 240 }

/** Ada's picture; its counter shows the time of the call. */
export const picture = (from: number, seconds: number, ...sizes: (typeof VGA)[]): RecordedPart => ({
  publisher: ADA,
  from,
  seconds,
  sizes: sizes.length > 0 ? sizes : [SMALL],
})
export const codeUserVoice = (from: number, seconds: number): RecordedPart => ({
  ...{ publisher: ADA, from, seconds },
  tone: CODE_USER_TONE,
})
export const employeeVoice = (from: number, seconds: number): RecordedPart => ({
  ...{ publisher: ANNA, from, seconds },
  tone: EMPLOYEE_TONE,
})

export async function record(t: Test, parts: RecordedPart[]) {
  const folder = t.testdir({ work: {} })
  return { folder, paths: await recordCall(join(folder, ROOM), ROOM, parts) }
}

/** Makes what was recorded in a folder playable. */
export async function play(
  folder: string,
  segments = recorded([0, 90]),
): Promise<Playable | undefined> {
  const disk = makeRecorderDisk(folder)
  const files = (await disk.list(CALL)).filter(({ hasMedia }) => hasMedia)
  const sided = files.map((file) => ({
    ...file,
    side: file.publisher === ADA ? ('code_user' as const) : ('employee' as const),
  }))
  const { signal } = new AbortController()
  const making = { disk, tools: MEDIA_TOOLS, folder: join(folder, 'work'), signal }
  return await makePlayable({ files: sided, segments }, making)
}

export async function playWhole(t: Test, folder: string, segments?: RecordingSegment[]) {
  const playable = await play(folder, segments)
  if (!playable) throw new Error('nothing is playable')
  t.equal(playable.isDamaged, false)
  return { playable, content: await readContent(playable.path) }
}

/** When the recorder was on, by seconds of the call. */
export function recorded(...times: [from: number, to: number][]): RecordingSegment[] {
  return times.map(([from, to]) => ({
    startedAt: CALL_START - 50 + from * 1000,
    stoppedAt: CALL_START + to * 1000,
  }))
}
