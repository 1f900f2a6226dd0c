import { ConfigProblem } from './config.ts'

/** Runs a program of a few steps; what the operator can mend is told in a sentence, a bug with its stack. */
export async function runProgram(program: () => Promise<void>): Promise<void> {
  try {
    await program()
  } catch (error) {
    process.exitCode = 1
    console.error(explain(error))
  }
  // The channel to `npm start` would keep a finished process alive.
  if (process.connected) process.exit()
}

/** Something an operator did or forgot. */
export class OperatorProblem extends Error {
  override readonly name = 'OperatorProblem'
}

/** A sentence for what an operator can mend; the error itself, with its stack, for a bug. */
export function explain(error: unknown): unknown {
  const isForOperator = error instanceof ConfigProblem || error instanceof OperatorProblem
  return isForOperator ? error.message : error
}

/** Resolves with the first SIGTERM or SIGINT; a second one ends the process at once. */
export function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
}

/** To `npm start`: this process is ready. Where the parent dies, this process ends, too. */
export function tellParent(): void {
  if (!process.send) return
  process.send('ready')
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
}
