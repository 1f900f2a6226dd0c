import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Test } from 'tap'
import { WebSocket } from 'ws'
import type { Side } from '../../../api/media-holder-ports.ts'
import type { ClientCallMessage, ServerCallMessage } from '../../../contract/call-messages.ts'
import { readFrame, type ScreenshotFrame } from '../../../domain/screenshot-frames.ts'
import { untilTrue } from './call-test.ts'

type MessageOf<T extends ServerCallMessage['type']> = Extract<ServerCallMessage, { type: T }>

/** A call socket without media: what a program, not a page, can do with one. */
export async function openCallClient(
  t: Test,
  url: string,
  { side, person }: { side: Side; person: string },
) {
  const address = url.replace('http', 'ws')
  const socket = new WebSocket(
    `${address}/api/v1/video-sessions/x/call?side=${side}&person=${person}&call=1`,
  )
  t.teardown(() => socket.terminate())
  const messages: ServerCallMessage[] = []
  const closed: { code?: number } = {}
  const frames: ScreenshotFrame[] = []
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    const frame = isBinary ? readFrame(data) : undefined
    if (frame) frames.push(frame)
    else messages.push(JSON.parse(data.toString()))
  })
  socket.on('close', (code) => (closed.code = code))
  await once(socket, 'open')
  const all = <T extends ServerCallMessage['type']>(type: T) =>
    messages.filter((message): message is MessageOf<T> => message.type === type)
  return {
    socket,
    messages,
    frames,
    closed,
    all,
    send: (message: ClientCallMessage) => socket.send(JSON.stringify(message)),
    /** The next message of the type that `isIt` accepts, also one that has come already. */
    async wait<T extends ServerCallMessage['type']>(
      type: T,
      isIt: (message: MessageOf<T>) => boolean = () => true,
    ): Promise<MessageOf<T>> {
      await untilTrue(() => all(type).some(isIt), `a message ${type}`)
      const [found] = all(type).filter(isIt)
      if (!found) throw new Error('it was there a moment ago')
      return found
    },
  }
}

type Client = Awaited<ReturnType<typeof openCallClient>>

/** The client, with its place in the call. */
export async function joined(client: Client): Promise<Client> {
  client.send({ type: 'join' })
  await client.wait('joined')
  return client
}

/** The status and body that an upgrade is refused with. */
export async function refusedUpgrade(url: string, query: string) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/video-sessions/x/call?${query}`)
  const answer = await new Promise<IncomingMessage>((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(response))
  })
  const chunks: Buffer[] = await answer.toArray()
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString())
  return { status: answer.statusCode, body }
}
