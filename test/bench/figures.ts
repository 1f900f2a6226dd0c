/** One line of what `npm run bench` prints: a ratio of two things measured side by side. */
export type Figure = { name: string; ratio: number | null; detail: string }
export type Figures = Figure[]

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle]
  if (upper === undefined) throw new Error('no values to take the median of')
  return sorted.length % 2 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  if (value === undefined) throw new Error('no values to take a percentile of')
  return value
}

/** How long the work takes, in ms. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** Works through `count` pieces, `lanes` at a time; pieces per second. */
export async function throughput(
  count: number,
  lanes: number,
  work: (index: number) => Promise<unknown>,
): Promise<number> {
  let next = 0
  const lane = async () => {
    while (next < count) await work(next++)
  }
  const ms = await timed(() => Promise.all(Array.from({ length: lanes }, lane)))
  return (count * 1000) / ms
}
