import { spawn } from 'node:child_process'

export interface CommandResult {
  readonly exitCode: number | null
  readonly output: string
  readonly seconds: number
  readonly isOutOfTime: boolean
}

export interface CommandOptions {
  readonly limitMs: number
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** Runs a program to its end or its time limit; then everything it started in its group goes with it. */
export function runCommand(
  command: string,
  args: readonly string[],
  { limitMs, env = process.env }: CommandOptions,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const began = performance.now()
    const child = spawn(command, args, { detached: true, env, stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    let isOutOfTime = false
    const timer = setTimeout(() => {
      isOutOfTime = true
      killGroup(child)
    }, limitMs)
    const finish = (exitCode: number | null) => {
      clearTimeout(timer)
      running.delete(child)
      killGroup(child)
      const seconds = (performance.now() - began) / 1_000
      resolve({ exitCode, output: Buffer.concat(chunks).toString(), seconds, isOutOfTime })
    }
    child.once('error', (error) => {
      chunks.push(Buffer.from(`${command} cannot be run: ${error.message}\n`))
      finish(null)
    })
    child.once('exit', (code) => setImmediate(finish, code))
  })
}

/** Ends what is still running, for Ctrl-C. */
export function endRunningCommands(): void {
  for (const child of running) killGroup(child)
}

const running = new Set<ReturnType<typeof spawn>>()

function killGroup({ pid }: ReturnType<typeof spawn>): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // The group is already empty.
  }
}
