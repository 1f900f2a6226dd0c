import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MEDIA_TOOLS } from '../../activities/recording/media-tools.ts'
import { makePlayable } from '../../activities/recording/playable.ts'
import { makeWorkFolder } from '../../activities/recording/spool.ts'
import { storeVerified } from '../../activities/recording/verified-store.ts'
import { makeDiskObjectStore } from '../../integrations/object-store-disk.ts'
import { makeRecorderDisk } from '../../janus/recorder-disk.ts'
import { CALL_START, recordCall } from '../support/media/recorded-call.ts'
import { run } from '../support/media/run-tool.ts'
import { median, timed, type Figures } from './figures.ts'
import { CODE_USER_TONE, EMPLOYEE_TONE } from '../support/media/tone.ts'

const CALL = { sessionId: 'bench', call: 1 }
const ROOM = 'bench-1'
const SECONDS = 60
const ROUNDS = 5

/**
 * From recorded files to a verified playable object, divided by what cannot be saved: ffmpeg
 * copying the same streams and one copy of the file. Both in turn, so that both meet the same load.
 */
export async function benchRecording(): Promise<Figures> {
  const home = await mkdtemp(join(tmpdir(), 'lotse-bench-'))
  try {
    await recordMinute(join(home, ROOM))
    const unpacked = await unpackBare(home)
    const ours: number[] = []
    const bare: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(await timed(() => copyBare(unpacked, home)))
      ours.push(await timed(() => storePlayable(home)))
    }
    const [playable, copied] = [median(ours), median(bare)]
    const share = (playable / SECONDS / 10).toFixed(1)
    const detail = `${playable.toFixed(0)} ms (${share} % of the call) ÷ ${copied.toFixed(0)} ms`
    return [{ name: 'hang-up to playable, 60 s call', ratio: playable / copied, detail }]
  } finally {
    await rm(home, { recursive: true })
  }
}

async function recordMinute(spool: string): Promise<void> {
  const whole = { from: 0, seconds: SECONDS }
  await recordCall(spool, ROOM, [
    { ...whole, publisher: 'ada', sizes: [{ width: 640, height: 480 }] },
    { ...whole, publisher: 'ada', tone: CODE_USER_TONE },
    { ...whole, publisher: 'anna', tone: EMPLOYEE_TONE },
  ])
}

async function storePlayable(home: string): Promise<void> {
  const watched = { signal: new AbortController().signal, onStep: () => undefined }
  const disk = makeRecorderDisk(home)
  const files = (await disk.list(CALL)).map((file) => ({
    ...file,
    side: file.publisher === 'ada' ? ('code_user' as const) : ('employee' as const),
  }))
  const segments = [{ startedAt: CALL_START, stoppedAt: null }]
  const folder = await makeWorkFolder(disk.folderOf(CALL))
  const playable = await makePlayable(
    { files, segments },
    { ...watched, disk, folder, tools: MEDIA_TOOLS },
  )
  if (!playable) throw new Error('the call of the bench is not playable')
  const store = makeDiskObjectStore(join(home, 'objects'))
  await storeVerified(
    store,
    { key: 'org/session/1/recording.webm', content: playable.path },
    watched,
  )
}

async function unpackBare(home: string): Promise<string[]> {
  const files = await makeRecorderDisk(home).list(CALL)
  await mkdir(join(home, 'unpacked'))
  const unpacked: string[] = []
  for (const [index, { path, kind }] of files.entries()) {
    const file = join(home, 'unpacked', `${index}.${kind === 'video' ? 'webm' : 'opus'}`)
    await run('janus-pp-rec', ['--debug-level=1', path, file])
    unpacked.push(file)
  }
  return unpacked
}

async function copyBare(unpacked: string[], home: string): Promise<void> {
  const inputs = unpacked.flatMap((file) => ['-i', file])
  const maps = unpacked.flatMap((_, index) => ['-map', String(index)])
  const copy = join(home, 'copy.webm')
  await run('ffmpeg', ['-v', 'error', '-y', ...inputs, ...maps, '-c', 'copy', copy])
  await copyFile(copy, join(home, 'stored.webm'))
}
