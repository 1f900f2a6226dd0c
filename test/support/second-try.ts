import type { FileResult } from './test-file.ts'

/** More failures than these are no chance. */
const MOST_FILES = 3

export interface FailedFile {
  readonly file: string
  readonly result: FileResult
  /** Runs it again. */
  readonly run: () => Promise<FileResult>
}

export interface SecondTry {
  readonly file: string
  readonly result: FileResult
  /** What failed beside other tests and passed alone: it needs mending, and stops nobody. */
  readonly isUnsteady: boolean
}

/** Gives the few files that failed beside others one more try each, one after the other. */
export async function tryAgain(failed: readonly FailedFile[]): Promise<SecondTry[]> {
  const tries: SecondTry[] = []
  for (const { file, result, run } of failed) {
    const last = failed.length <= MOST_FILES ? await run() : result
    tries.push({ file, result: last, isUnsteady: last.failures.length === 0 })
  }
  return tries
}
