import { mkdir, readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CLOCK_SLACK_MS } from './timeline.ts'
import type { RecordedFile } from './recorder-disk.ts'

/** Beside the recorded files, so that both go together. */
const WORK = '.work'

/** An empty folder for one attempt; what an earlier one left goes, and it with that. */
export async function makeWorkFolder(folder: string): Promise<string> {
  await discardWork(folder)
  const work = join(folder, WORK)
  await mkdir(work)
  return work
}

/** Removes what attempts made; the recorded files stay. */
export async function discardWork(folder: string): Promise<void> {
  await rm(join(folder, WORK), { recursive: true, force: true })
}

/** Removes a call's folder with all that was recorded; gone already is fine. */
export async function discardRecorded(
  folder: string,
  onFile: (name: string) => void = () => undefined,
): Promise<void> {
  for (const name of await readdir(folder).catch(asGone)) {
    await rm(join(folder, name), { recursive: true, force: true })
    onFile(name)
  }
  await rmdir(folder).catch(asGone)
}

/** Removes what was recorded up to a time, ms since the epoch, while the call goes on. */
export async function discardRecordedUntil(
  until: number,
  { folder, files }: { folder: string; files: RecordedFile[] },
): Promise<void> {
  for (const { path, createdAt } of files) {
    if (createdAt <= until + CLOCK_SLACK_MS) await rm(path, { force: true })
  }
  // The recorder makes it again when it is switched on again.
  await rmdir(folder).catch((error: unknown) => isCode(error, 'ENOTEMPTY') || asGone(error))
}

function asGone(error: unknown): [] {
  if (isCode(error, 'ENOENT')) return []
  throw error
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
