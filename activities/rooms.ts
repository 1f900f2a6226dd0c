import { ApplicationFailure } from '@temporalio/activity'
import type { RefusalCode } from '../domain/refusal.ts'
import { GatewayError, hasCode, isPermanent } from '../janus/gateway-error.ts'
import type { GatewayAddress } from '../janus/gateway.ts'
import { callOfRoom, roomName, withRooms } from '../janus/rooms.ts'
import type { RoomKeys, Rooms } from '../janus/rooms.ts'
import type { SessionActivities } from './session-activities.ts'

export type RoomActivities = Pick<
  SessionActivities,
  'openRoom' | 'startRecorder' | 'stopRecorder' | 'finishCall'
>

export type RoomDependencies = {
  /** The gateway beside this worker. */
  gateway: GatewayAddress & { id: string }
  keys: RoomKeys
}

/**
 * The activities that act on a call's room. Idempotency key: the room's name, which is made of
 * session and call. Every request gives up after two seconds; retrying is the workflow's.
 */
export function createRoomActivities({ gateway, keys }: RoomDependencies): RoomActivities {
  const onRooms = (use: (rooms: Rooms) => Promise<void>) => withRooms(gateway, keys, use)

  return {
    async openRoom({ sessionId, call }) {
      await translated(onRooms((rooms) => rooms.create(roomName(sessionId, call))))
      return { gateway: gateway.id }
    },

    async startRecorder({ sessionId, call }) {
      await translated(onRooms((rooms) => rooms.setRecording(roomName(sessionId, call), true)))
    },

    async stopRecorder({ sessionId, call }) {
      const stop = onRooms((rooms) => rooms.setRecording(roomName(sessionId, call), false))
      await translated(unlessClosed(stop))
    },

    async finishCall({ sessionId, call }) {
      const room = roomName(sessionId, call)
      const finish = onRooms(async (rooms) => {
        await rooms.setRecording(room, false)
        await rooms.destroy(room)
      })
      await translated(unlessClosed(finish))
    },
  }
}

/** A room or gateway that no longer exists records nothing and holds nobody. */
async function unlessClosed(attempt: Promise<void>): Promise<void> {
  try {
    await attempt
  } catch (error) {
    if (!hasCode(error, 'no_such_room', 'no_such_session', 'not_running')) throw error
  }
}

const UNAVAILABLE: RefusalCode = 'gateway_unavailable'

/** What repeating cannot mend must not be repeated: a wrong key, a room that is gone. */
async function translated(attempt: Promise<void>): Promise<void> {
  try {
    await attempt
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    if (!isPermanent(error) && !hasCode(error, 'no_such_room', 'room_exists')) throw error
    const { message } = error
    throw ApplicationFailure.create({
      message,
      type: UNAVAILABLE,
      nonRetryable: true,
      cause: error,
    })
  }
}

/** All rooms of a gateway, for looking after it as a whole. */
export type GatewayRooms = {
  list(): Promise<string[]>
  close(rooms: readonly string[]): Promise<void>
  nameOf(sessionId: string, call: number): string
  callOf(room: string): { sessionId: string; call: number } | undefined
}

export function gatewayRooms({ gateway, keys }: RoomDependencies): GatewayRooms {
  return {
    async list() {
      const rooms = await withRooms(gateway, keys, (each) => each.list())
      return rooms.map(({ room }) => room)
    },
    close: (rooms) =>
      withRooms(gateway, keys, async (each) => {
        for (const room of rooms) await each.destroy(room)
      }),
    nameOf: roomName,
    callOf: callOfRoom,
  }
}
