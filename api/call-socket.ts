import type { FastifyInstance, FastifyRequest } from 'fastify'
import { CallSocketConnection, type CallSocketHandler } from './call-socket-connection.ts'
import type { CallLine, Seat } from './media-holder-ports.ts'

const PATH = '/api/v1/video-sessions/:id/call'

export type CallSocketOptions = {
  /** Authenticates and loads; rejects with a problem that becomes the answer to the upgrade. */
  findSeat: (request: FastifyRequest) => Promise<Seat>
  holder: CallSocketHandler & {
    /** Rejects when the call is not held here, or not theirs. */
    admit(seat: Seat): Promise<void>
    connect(line: CallLine): void
  }
}

/** `GET /api/v1/video-sessions/:id/call`: open while a call rings or runs. */
export function callSocket({ findSeat, holder }: CallSocketOptions) {
  return async (app: FastifyInstance): Promise<void> => {
    const seats = new WeakMap<FastifyRequest, Seat>()
    const preValidation = async (request: FastifyRequest) => {
      const seat = await findSeat(request)
      await holder.admit(seat)
      seats.set(request, seat)
    }
    app.get(PATH, { websocket: true, preValidation }, (socket, request) => {
      const seat = seats.get(request)
      if (!seat) return socket.close(1011, 'nobody was authenticated')
      holder.connect(new CallSocketConnection(socket, seat, holder))
    })
  }
}
