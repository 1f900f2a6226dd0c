import { spawn, type ChildProcess } from 'node:child_process'

/** Programs that turn recorded files into playable ones; names are looked up in the usual places. */
export type MediaTools = { ffmpeg: string; ffprobe: string }
export const MEDIA_TOOLS: MediaTools = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' }

export type ToolRun = {
  folder: string
  limitMs: number
  signal: AbortSignal
}

/** `failed` is about the tool's input and final; the others may be over when it is tried again. */
export type ToolFailureCode = 'missing' | 'stopped' | 'disk_full' | 'failed'

export class ToolFailure extends Error {
  override readonly name = 'ToolFailure'
  readonly code: ToolFailureCode

  constructor(code: ToolFailureCode, message: string) {
    super(message)
    this.code = code
  }
}

const SEARCH_PATH = '/usr/local/bin:/usr/bin:/bin:/opt/janus/bin'
const MEMORY_KILOBYTES = 4 * 1024 * 1024
const SAID_LIMIT = 4000

/**
 * Runs a program over what browsers sent: at low priority, with limits on memory and time that
 * hold even when this process dies, and without this process's environment.
 * @returns what it wrote to standard output
 * @throws ToolFailure; the signal's reason when it was aborted
 */
export async function runTool(tool: string, args: string[], run: ToolRun): Promise<string> {
  const { folder, limitMs, signal } = run
  signal.throwIfAborted()
  const seconds = Math.ceil((limitMs / 1000) * 4)
  const limits = `ulimit -c 0; ulimit -t ${seconds}; ulimit -v ${MEMORY_KILOBYTES}`
  const child = spawn('/bin/sh', ['-c', `${limits}; exec nice -n 10 "$@"`, 'sh', tool, ...args], {
    cwd: folder,
    env: { PATH: SEARCH_PATH, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
    killSignal: 'SIGKILL',
    signal: AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(limitMs))]),
  })
  const written: Buffer[] = []
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => written.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-SAID_LIMIT)))
  const ended = await endOf(child)
  signal.throwIfAborted()
  if (ended === 0) return Buffer.concat(written).toString()
  throw failure(tool, ended, said)
}

/** Its exit code, the signal that ended it, or why it was not run to its end. */
type End = number | NodeJS.Signals | Error

function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    let failed: Error | undefined
    child.on('error', (error) => {
      failed = error
      // Without a process there is nothing that could close.
      if (child.pid === undefined) resolve(error)
    })
    child.on('close', (code, signal) => resolve(failed ?? code ?? signal ?? 'SIGKILL'))
  })
}

function failure(tool: string, ended: End, said: string): ToolFailure {
  if (ended instanceof Error)
    return new ToolFailure('stopped', `${tool} did not finish in time: ${ended.message}`)
  if (ended === 127) return new ToolFailure('missing', `${tool} is not installed`)
  const message = `${tool} ended with ${ended}: ${said.trim()}`
  if (/No space left|Disk quota/i.test(said)) return new ToolFailure('disk_full', message)
  // Somebody or the system took it away; a crash of its own would be of its input.
  const isTakenAway = ['SIGKILL', 'SIGTERM', 'SIGHUP', 'SIGINT', 'SIGXCPU'].includes(String(ended))
  return new ToolFailure(isTakenAway ? 'stopped' : 'failed', message)
}
