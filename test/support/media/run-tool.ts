import { spawn } from 'node:child_process'

interface Run {
  /** Goes to the tool's standard input. */
  input?: Iterable<Uint8Array>
  onOutput?: (chunk: Buffer) => void
}

/** Runs a tool to its end and gives what it said on standard error; throws when it failed. */
export async function run(tool: string, args: string[], options: Run = {}): Promise<string> {
  const child = spawn(tool, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stdout.on('data', (chunk: Buffer) => options.onOutput?.(chunk))
  const done = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  for (const piece of options.input ?? []) {
    if (!child.stdin.write(piece))
      await new Promise((resolve) => child.stdin.once('drain', resolve))
  }
  child.stdin.end()
  const code = await done
  if (code !== 0) throw new Error(`${tool} ${args.join(' ')}: exit ${code}\n${said}`)
  return said
}
