import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { CACHE } from './photos.ts'

/**
 * Path of a file that is made once and kept between runs; another one when a file of this folder that
 * makes it was changed. Not whether it is there.
 */
export async function kept(name: string, madeBy: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const each of madeBy) hash.update(await readFile(new URL(each, import.meta.url)))
  const folder = join(CACHE, 'clips')
  await mkdir(folder, { recursive: true })
  const { name: stem, ext } = parse(name)
  return join(folder, `${stem}-${hash.digest('hex').slice(0, 12)}${ext}`)
}
