import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { Owner } from './servers.ts'

/** An HTTP server of somebody else's on this machine, which ends with its owner, or before. */
export async function serveHttp(
  t: Owner,
  answer: RequestListener,
): Promise<{ url: string; port: number; stop: () => Promise<unknown> }> {
  const server = createServer(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = () => {
    const closing = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    return closing
  }
  t.teardown(stop)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return { url: `http://127.0.0.1:${address.port}`, port: address.port, stop }
}
