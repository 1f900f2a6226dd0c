import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Picture } from '../../../web/tracking/picture.ts'
import { run } from '../../support/media/run-tool.ts'

export const CACHE = join(homedir(), '.cache/lotse/tracking')
const PHOTOS = 'usr/share/forensics-samples/original-files'
const CLIPS = 'usr/share/doc/opencv-doc/opencv4/html'

/** Photos and clips of two Debian packages, fetched once: too large, or of other terms, to be kept here. */
export const SOURCES = {
  board: { from: 'forensics-samples-files', path: `${PHOTOS}/pic1/IMG_20200827_231612.jpg` },
  wall: { from: 'forensics-samples-files', path: `${PHOTOS}/pic2/IMG_20191224_234846.jpg` },
  box: { from: 'opencv-doc', path: `${CLIPS}/box.mp4.gz` },
  cup: { from: 'opencv-doc', path: `${CLIPS}/cup.mp4.gz` },
} as const

/** Path of a file of a package. */
export async function sourceFile(name: keyof typeof SOURCES): Promise<string> {
  const { from, path } = SOURCES[name]
  const file = join(CACHE, from, path)
  if (!existsSync(file)) await unpack(from)
  return file
}

async function unpack(name: string): Promise<void> {
  const folder = join(CACHE, name)
  await mkdir(folder, { recursive: true })
  // As root apt downloads under another user, who must be able to write here: a world-writable place.
  const download = join(tmpdir(), 'lotse-packages')
  await mkdir(download, { recursive: true, mode: 0o777 })
  await run('sh', ['-c', `cd '${download}' && apt-get download -qq ${name}`])
  const file = (await readdir(download)).find((each) => each.startsWith(`${name}_`))
  if (!file) throw new Error(`apt-get did not download ${name}`)
  await run('dpkg-deb', ['-x', join(download, file), folder])
}

/** A photo in grey, scaled to this width. */
export async function photo(name: 'board' | 'wall', width: number): Promise<Picture> {
  const height = (width * 3) / 4
  const raw = join(CACHE, `${name}-${width}.raw`)
  if (!existsSync(raw)) {
    const scale = `scale=${width}:${height}:flags=area,format=gray`
    const file = await sourceFile(name)
    await run('ffmpeg', ['-v', 'error', '-y', '-i', file, '-vf', scale, '-f', 'rawvideo', raw])
  }
  return { width, height, data: await readFile(raw) }
}
