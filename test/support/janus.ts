import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { startJanus } from '../../bin/embedded/janus.ts'
import { findOnPath } from '../../setup/programs.mjs'
import { makeTestFolder, type Owner } from './servers.ts'

export type MortalJanus = {
  url: string
  apiSecret: string
  adminKey: string
  recordingsFolder: string
  /** Sends a signal to the process and waits until it is dead or stopped. */
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>
  /** Starts it again on the same port after it was killed. */
  restart(): Promise<void>
}

/** A Janus of its own for tests that kill or stop it; others share one with `makeTestJanus`. */
export async function makeMortalJanus(
  t: Owner,
  { reclaimSeconds = 60 } = {},
): Promise<MortalJanus> {
  const options = {
    executable: findOnPath('janus') ?? 'janus',
    folder: makeTestFolder(t),
    apiSecret: 'secret of a mortal gateway',
    adminKey: 'admin key of a mortal gateway',
    reclaimSeconds,
  }
  let server = await startJanus({ ...options, port: await freePort() })
  t.teardown(() => server.stop())
  const { url, apiSecret, adminKey, recordingsFolder, port } = server
  return {
    ...{ url, apiSecret, adminKey, recordingsFolder },
    async signal(name) {
      process.kill(server.pid, name)
      if (name === 'SIGKILL') await server.exited
      if (name === 'SIGSTOP') await untilStopped(server.pid)
    },
    async restart() {
      server = await startJanus({ ...options, port })
    },
  }
}

/** A signal is only asked for when `kill` returns: a thread may still answer one request. */
async function untilStopped(pid: number): Promise<void> {
  const threads = await readdir(`/proc/${pid}/task`)
  for (const thread of threads) {
    const isStopped = async () => {
      const stat = await readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8')
      return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T')
    }
    while (!(await isStopped())) await wait(1)
  }
}

/** Port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
