import { EventEmitter, once } from 'node:events'
import t from 'tap'
import { CallSocketConnection } from '../../api/call-socket-connection.ts'
import type { ServerCallMessage } from '../../contract/call-messages.ts'
import type { Seat } from '../../api/media-holder-ports.ts'

const seat: Seat = {
  organisationId: 'acme',
  sessionId: 'session',
  call: 1,
  side: 'employee',
  id: 'anna',
  actor: { kind: 'employee', id: 'anna', role: 'member', relation: 'recipient' },
}

/** A socket whose other end reads nothing: what is sent piles up as far as the test says. */
class SlowSocket extends EventEmitter {
  readonly OPEN = 1
  readyState = 1
  bufferedAmount = 0
  sent: string[] = []
  isTerminated = false

  send(text: string): void {
    this.sent.push(text)
  }
  ping(): void {}
  close(): void {
    this.emit('close')
  }
  terminate(): void {
    this.isTerminated = true
    this.emit('close')
  }
}

function makeConnection() {
  const socket = new SlowSocket()
  const handler = { receive: async () => undefined, disconnect: async () => undefined }
  // Only what a connection uses of a socket is there.
  const connection = new CallSocketConnection(socket as never, seat, handler)
  return { socket, connection }
}

const stroke: ServerCallMessage = {
  type: 'stroke',
  id: 's',
  by: 'code_user',
  points: [1, 2],
  isLast: false,
}
const recorder: ServerCallMessage = { type: 'recorder', isOn: true }

t.test('a page that reads slowly loses drawings, never state', async (t) => {
  const { socket, connection } = makeConnection()
  connection.send(stroke)
  connection.send(recorder)
  t.equal(socket.sent.length, 2)
  socket.bufferedAmount = 100 * 1024
  connection.send(stroke)
  connection.send(recorder)
  t.same(
    socket.sent.slice(2).map((text): unknown => JSON.parse(text)),
    [recorder],
  )
  socket.close()
})

t.test('a page too far behind has to come back', async (t) => {
  const { socket, connection } = makeConnection()
  // More than a whole screenshot document and all state.
  socket.bufferedAmount = 6 * 1024 * 1024
  connection.send(recorder)
  t.ok(socket.isTerminated)
  t.same(socket.sent, [])
})

t.test('a page that says nothing is given up', async (t) => {
  let time = 1_000
  t.capture(Date, 'now', () => time)
  const { socket } = makeConnection()
  time += 60_000
  await once(socket, 'close')
  t.ok(socket.isTerminated)
})
