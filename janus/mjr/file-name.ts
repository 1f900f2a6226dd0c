export type RecordedKind = 'audio' | 'video' | 'data'

export interface RecordedFileName {
  /** The publisher's id in the room, as we assigned it. */
  publisher: string
  /** When the recorder was created, microseconds since the epoch. */
  createdMicros: number
  kind: RecordedKind
  /** Still under its temporary name: the gateway died before it could close the file. */
  isOrphan: boolean
}

/**
 * Reads `videoroom-<room>-user-<publisher>-<micros>-<kind>-<mindex>.mjr[.tmp]`.
 * Undefined for every file that is not a recording of this room.
 */
export function readFileName(name: string, room: string): RecordedFileName | undefined {
  // Room and publisher may hold dashes themselves: only the known room tells where one ends.
  const prefix = `videoroom-${room}-user-`
  if (!name.startsWith(prefix)) return undefined
  const match = /^(.+)-(\d{10,16})-(audio|video|data)-\d+\.mjr(\.tmp)?$/.exec(
    name.slice(prefix.length),
  )
  const [, publisher, micros, kind, temporary] = match ?? []
  if (publisher === undefined || (kind !== 'audio' && kind !== 'video' && kind !== 'data'))
    return undefined
  return {
    publisher,
    createdMicros: Number(micros),
    kind,
    isOrphan: temporary !== undefined,
  }
}
