import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import type { ServerLiveMessage } from '../../contract/live-messages.ts'
import { paths } from '../../contract/paths.ts'
import type { RunFile } from '../../bin/start/run-file.ts'
import { median, percentile, type Figures } from './figures.ts'
import { signIn } from '../support/sign-in.ts'

const ROUNDS = 20

/**
 * From sending a confirmation to the feed's message at another employee's socket, divided by the
 * confirmation's own answer: the feed should not come after what it tells of.
 */
export async function benchFeed(run: RunFile, create: () => Promise<string>): Promise<Figures> {
  const [one, other] = run.employees
  if (!one || !other) throw new Error('the demo organisation has too few employees')
  const [acting, watching] = [await signIn(run, one), await signIn(run, other)]
  const socket = await openSocket(run, watching.cookie)
  const feed: number[] = []
  const answer: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const id = await create()
    const began = performance.now()
    const told = nextChange(socket, id)
    const answered = fetch(new URL(paths.completion(id), run.publicUrl), {
      method: 'POST',
      headers: { ...acting.headers, 'idempotency-key': randomUUID() },
      body: '{}',
    }).then(() => performance.now() - began)
    feed.push((await told) - began)
    answer.push(await answered)
  }
  socket.close()
  return [
    {
      name: 'command → feed message at another socket ÷ its own answer',
      ratio: median(feed) / median(answer),
      detail: `p50 ${median(feed).toFixed(0)} ÷ ${median(answer).toFixed(0)} ms, p95 ${percentile(feed, 0.95).toFixed(0)} ms`,
    },
  ]
}

async function openSocket(run: RunFile, cookie: string): Promise<WebSocket> {
  const address = `${run.publicUrl.replace(/^http/, 'ws')}${paths.live}?as=employee`
  const socket = new WebSocket(address, { headers: { cookie, origin: run.publicUrl } })
  await new Promise((resolve, reject) => {
    socket.once('message', resolve)
    socket.once('error', reject)
  })
  return socket
}

function nextChange(socket: WebSocket, id: string): Promise<number> {
  return new Promise((resolve) => {
    const hear = (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ServerLiveMessage // only the api is at the other end
      if (message.type !== 'sessionChanged' || message.id !== id || message.isNew) return
      socket.off('message', hear)
      resolve(performance.now())
    }
    socket.on('message', hear)
  })
}
