import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runTool, type MediaTools, type ToolRun } from './media-tools.ts'
import { readFirstPictureMs } from './probe.ts'
import type { Timeline } from './timeline.ts'
import type { UnpackedPiece } from './unpack.ts'

type Composing = { tools: MediaTools; run: ToolRun }
type Placed = Timeline<UnpackedPiece>['pieces'][number]
type Picture = { file: string; atMs: number }

/** Two voices at once must not clip. */
const VOICE_VOLUME = 0.7
const QUIET = ['-v', 'error', '-y']
const LOCAL_FILE = ['-protocol_whitelist', 'file']
/** Half the effort of the default takes half the time; browsers on phones sent no finer sound. */
const SOUND = ['-c:a', 'libopus', '-b:a', '48k', '-ac', '1', '-compression_level', '5']
/** Players ask for the end of a file without cues at its front; equal input gives equal bytes. */
const CONTAINER = ['-map_metadata', '-1', '-cues_to_front', '1', '-fflags', '+bitexact']

/**
 * Writes one playable file: the code user's picture as it was sent, everybody's voice mixed.
 * @returns what is in it; undefined when there was neither and nothing is written
 */
export async function compose(
  timeline: Timeline<UnpackedPiece>,
  output: string,
  composing: Composing,
): Promise<'audio' | 'video' | undefined> {
  const pictures = await picturesOf(timeline, composing)
  const voices = timeline.pieces.filter(({ kind }) => kind === 'audio')
  if (pictures.length === 0 && voices.length === 0) return undefined
  const picture = await pictureInput(pictures, composing)
  const sound = mix(voices, { firstInput: picture.length > 0 ? 1 : 0 })
  const inputs = [...picture, ...voices.flatMap(({ file }) => [...LOCAL_FILE, '-i', file])]
  const maps = [
    ...(picture.length > 0 ? ['-map', '0:v', '-c:v', 'copy'] : []),
    ...(voices.length > 0 ? ['-map', '[a]', ...SOUND, '-flags:a', '+bitexact'] : []),
  ]
  const args = [...QUIET, ...inputs, ...sound, ...maps, ...CONTAINER, '-f', 'webm', output]
  await runTool(composing.tools.ffmpeg, args, composing.run)
  return picture.length > 0 ? 'video' : 'audio'
}

/** The filter that puts every voice in its place. */
function mix(voices: Placed[], { firstInput }: { firstInput: number }): string[] {
  if (voices.length === 0) return []
  const volume = new Set(voices.map(({ side }) => side)).size > 1 ? VOICE_VOLUME : 1
  const chains = voices.map(({ atMs }, index) => {
    const place = `aresample=48000:async=1:first_pts=0,adelay=${Math.round(atMs)}:all=1`
    return `[${firstInput + index}:a]${place},volume=${volume}[a${index}]`
  })
  const all = voices.map((_, index) => `[a${index}]`).join('')
  const ending = 'normalize=0:duration=longest:dropout_transition=0'
  return [
    '-filter_complex',
    [...chains, `${all}amix=inputs=${voices.length}:${ending}[a]`].join(';'),
  ]
}

/** The code user's pictures, in order, each from its first key frame. */
async function picturesOf(
  timeline: Timeline<UnpackedPiece>,
  composing: Composing,
): Promise<Picture[]> {
  const pieces = timeline.pieces
    .filter(({ kind, side }) => kind === 'video' && side === 'code_user')
    .toSorted((a, b) => a.atMs - b.atMs)
  const [only] = pieces
  // Most calls have one piece: copying it in the last step does all that the first one would.
  if (only && pieces.length === 1) return [{ file: only.file, atMs: only.atMs }]
  const pictures: Picture[] = []
  for (const [index, piece] of pieces.entries()) {
    const file = `picture-${index}.webm`
    const next = pieces[index + 1]
    const end = next ? ['-to', seconds(Math.max(1, next.atMs - piece.atMs))] : []
    const copy = ['-copyts', ...LOCAL_FILE, ...end, '-i', piece.file, '-c', 'copy', file]
    await runTool(composing.tools.ffmpeg, [...QUIET, ...copy], composing.run)
    const firstMs = await readFirstPictureMs(file, composing)
    if (firstMs !== undefined) pictures.push({ file, atMs: piece.atMs + firstMs })
  }
  return pictures
}

async function pictureInput(pictures: Picture[], { run }: Composing): Promise<string[]> {
  const [first] = pictures
  if (!first) return []
  const offset = ['-itsoffset', seconds(first.atMs)]
  if (pictures.length === 1) return [...offset, ...LOCAL_FILE, '-i', first.file]
  const lines = pictures.flatMap(({ file, atMs }, index) => {
    const next = pictures[index + 1]
    // The next picture comes when it came in the call: until then the last one is held.
    return [`file ${file}`, ...(next ? [`duration ${seconds(next.atMs - atMs)}`] : [])]
  })
  await writeFile(
    join(run.folder, 'pictures.txt'),
    ['ffconcat version 1.0', ...lines, ''].join('\n'),
  )
  return [...offset, ...LOCAL_FILE, '-f', 'concat', '-i', 'pictures.txt']
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3)
}
