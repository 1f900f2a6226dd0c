/** Pairs of ms in a recording's file and ms since the epoch, one per stretch without a cut. */
export type TimeIndex = readonly (readonly [inFile: number, atClock: number])[]

/**
 * Where a moment of the call lies in its recording. What was before the first picture lies at the
 * beginning, what was cut out lies at the cut.
 */
export function fileTimeOf(index: TimeIndex, at: number): number {
  const position = index.findLastIndex(([, atClock]) => atClock <= at)
  const [inFile, atClock] = index[Math.max(0, position)] ?? [0, at]
  const [nextInFile] = index[Math.max(0, position) + 1] ?? [Infinity]
  return Math.min(Math.max(inFile, inFile + at - atClock), nextInFile)
}
