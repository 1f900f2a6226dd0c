/** Why a recording is not whole, could not be kept, or is not there. */
export const RECORDING_REASONS = [
  /** Partial: the gateway went away in the call; all that had reached its disk is there. */
  'gateway_lost',
  /** Partial: some of the media did not reach the disk, or is unreadable. */
  'media_lost',
  /** Failed: there was media, and nothing of it can be played. */
  'unreadable',
  /** Failed: the files were recorded at a time for which no recording was agreed. */
  'not_agreed',
  /** None: the recorder ran and nobody sent anything. */
  'no_media',
  /** Deleted: the code user took the agreement back. */
  'consent_withdrawn',
] as const
export type RecordingReason = (typeof RECORDING_REASONS)[number]

/** Where the playable file of a call is kept: a key of the object store. */
export function recordingKey(place: {
  organisationId: string
  sessionId: string
  call: number
}): string {
  return [place.organisationId, place.sessionId, place.call, 'recording.webm'].join('/')
}
