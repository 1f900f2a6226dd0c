import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { releasePidLock, tryPidLock } from './pid-lock.ts'

/**
 * The preferred port when nobody listens there, else the next free one; without a preference any.
 * Between this answer and the server's own listening another start may look, too: the port belongs
 * to this process until it ends.
 */
export async function findFreePort(preferred = 0, host = '127.0.0.1'): Promise<number> {
  const attempts = preferred === 0 ? 10 : 100
  for (let offset = 0; offset < attempts; offset++) {
    const port = await claimPort(preferred === 0 ? 0 : preferred + offset, host)
    if (port !== undefined) return port
  }
  throw new Error(`No free port between ${preferred} and ${preferred + attempts - 1} on ${host}`)
}

/** Whether somebody could listen there now. */
export async function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return (await tryPort(port, host)) !== undefined
}

async function claimPort(wanted: number, host: string): Promise<number | undefined> {
  if (wanted !== 0 && !tryPidLock(claimOf(wanted))) return undefined
  const port = await tryPort(wanted, host)
  if (port === undefined) releasePidLock(claimOf(wanted))
  else if (!tryPidLock(claimOf(port))) return undefined
  return port
}

function claimOf(port: number): string {
  return path.join(tmpdir(), `lotse-ports-${userInfo().username}`, String(port))
}

function tryPort(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address()
      const bound = typeof address === 'object' && address ? address.port : undefined
      server.close(() => resolve(bound))
    })
  })
}
