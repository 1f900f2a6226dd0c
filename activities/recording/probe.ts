import { runTool, type MediaTools, type ToolRun } from './media-tools.ts'

type Probing = { tools: MediaTools; run: ToolRun }

/** Undefined when the file holds no media. @throws ToolFailure when it is no media file at all */
export async function readDurationMs(
  file: string,
  { tools, run }: Probing,
): Promise<number | undefined> {
  const seconds = await probe(['-show_entries', 'format=duration', file], { tools, run })
  const durationMs = 1000 * Number.parseFloat(seconds)
  return Number.isNaN(durationMs) ? undefined : durationMs
}

/** When the first picture of a file is shown; undefined when it has none. */
export async function readFirstPictureMs(
  file: string,
  { tools, run }: Probing,
): Promise<number | undefined> {
  const first = ['-select_streams', 'v:0', '-read_intervals', '%+#1', '-show_entries']
  const seconds = await probe([...first, 'packet=pts_time', file], { tools, run })
  const shownMs = 1000 * Number.parseFloat(seconds)
  return Number.isNaN(shownMs) ? undefined : shownMs
}

async function probe(args: string[], { tools, run }: Probing): Promise<string> {
  const quiet = ['-v', 'error', '-protocol_whitelist', 'file', '-of', 'csv=p=0']
  return await runTool(tools.ffprobe, [...quiet, ...args], run)
}
