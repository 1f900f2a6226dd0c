import { createHmac } from 'node:crypto'
import { join } from 'node:path'
import { Gateway } from './gateway.ts'
import type { GatewayAddress } from './gateway.ts'
import { GatewayError, hasCode } from './gateway-error.ts'
import { asList } from './gateway-message.ts'
import type { Fields } from './gateway-message.ts'
import type { Handle } from './handle.ts'

export type RoomKeys = {
  /** Makes every room's secret and pin, so that nobody has to store them. */
  mediaKey: string
  /** Without it the gateway creates and lists no rooms. */
  adminKey: string
  recordingsFolder: string
}

/** Video only; what a browser may send at most, in bit/s. */
const VIDEO_BITRATE = 2_000_000

/** One private room per call; the name is also part of every recorded file's name. */
export function roomName(sessionId: string, call: number): string {
  return `${sessionId}-${call}`
}

/** The call that a room or its folder belongs to; undefined for any other name. */
export function callOfRoom(name: string): { sessionId: string; call: number } | undefined {
  const [, sessionId, call] = /^([0-9a-f-]{36})-(\d{1,9})$/.exec(name) ?? []
  return sessionId === undefined ? undefined : { sessionId, call: Number(call) }
}

/** Where the raw files of a room's recorder are. */
export function roomFolder(recordingsFolder: string, room: string): string {
  return join(recordingsFolder, room)
}

export function roomSecrets(mediaKey: string, room: string): { secret: string; pin: string } {
  const derive = (use: string) =>
    createHmac('sha256', mediaKey).update(`${use}:${room}`).digest('base64url')
  return { secret: derive('secret'), pin: derive('pin') }
}

/** Opens a connection for a few requests and closes it: two milliseconds, nothing to keep. */
export async function withRooms<T>(
  address: GatewayAddress,
  keys: RoomKeys,
  use: (rooms: Rooms) => Promise<T>,
): Promise<T> {
  const gateway = await Gateway.open(address)
  try {
    const session = await gateway.createSession()
    const result = await use(new Rooms(await session.attach(), keys))
    await session.destroy()
    return result
  } finally {
    gateway.close()
  }
}

/** Requests about rooms, all repeatable. They work on any handle, also one without media. */
export class Rooms {
  #handle: Handle
  #keys: RoomKeys

  constructor(handle: Handle, keys: RoomKeys) {
    this.#handle = handle
    this.#keys = keys
  }

  /** Creating a room again is fine unless it is already being recorded. */
  async create(room: string): Promise<void> {
    const { mediaKey, adminKey, recordingsFolder } = this.#keys
    try {
      await this.#handle.request({
        request: 'create',
        admin_key: adminKey,
        room,
        ...roomSecrets(mediaKey, room),
        description: room,
        is_private: true,
        permanent: false,
        publishers: 2,
        videocodec: 'vp8',
        audiocodec: 'opus',
        opus_fec: true,
        // Browsers then turn the picture themselves; a copied recording cannot.
        videoorient_ext: false,
        // A key frame every ten seconds, else a copied recording cannot be sought.
        fir_freq: 10,
        bitrate: VIDEO_BITRATE,
        bitrate_cap: true,
        record: false,
        lock_record: true,
        rec_dir: roomFolder(recordingsFolder, room),
      })
    } catch (error) {
      if (!hasCode(error, 'room_exists')) throw error
      await this.#refuseIfRecording(room)
    }
  }

  /** Ends every connection in the room and completes its recorded files; gone already is fine. */
  async destroy(room: string): Promise<void> {
    await unless(['no_such_room'], this.#withSecret('destroy', room, { permanent: false }))
  }

  /** Absolute: starting again goes on with new files, repeating changes nothing. */
  async setRecording(room: string, isOn: boolean): Promise<void> {
    await this.#withSecret('enable_recording', room, { record: isOn })
  }

  /** Ends the connections of one participant; whoever is not there counts as removed. */
  async kick(room: string, id: string): Promise<void> {
    await unless(['no_such_room', 'no_such_participant'], this.#withSecret('kick', room, { id }))
  }

  /** Who is in the room; `isSending` once their connection is up. */
  async participants(room: string): Promise<{ id: string; isSending: boolean }[]> {
    const { data } = await this.#handle.request({ request: 'listparticipants', room })
    return asList(data['participants']).flatMap(({ id, publisher }) =>
      typeof id === 'string' ? [{ id, isSending: publisher === true }] : [],
    )
  }

  async list(): Promise<{ room: string; isRecording: boolean }[]> {
    const { data } = await this.#handle.request({
      request: 'list',
      admin_key: this.#keys.adminKey,
    })
    return asList(data['list']).flatMap(({ room, record }) =>
      typeof room === 'string' ? [{ room, isRecording: record === true }] : [],
    )
  }

  #withSecret(request: string, room: string, fields: Fields) {
    const { secret } = roomSecrets(this.#keys.mediaKey, room)
    return this.#handle.request({ request, room, secret, ...fields })
  }

  async #refuseIfRecording(room: string): Promise<void> {
    const existing = (await this.list()).find((each) => each.room === room)
    if (!existing?.isRecording) return
    throw new GatewayError('room_exists', `Room ${room} exists and is being recorded`)
  }
}

async function unless(
  codes: Parameters<typeof hasCode>[1][],
  attempt: Promise<unknown>,
): Promise<void> {
  try {
    await attempt
  } catch (error) {
    if (!hasCode(error, ...codes)) throw error
  }
}
