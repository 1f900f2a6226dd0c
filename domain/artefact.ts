import { recordingKey } from './recording.ts'
import { composedKey, originalKey } from './screenshot.ts'

type Artefact = {
  id: string
  organisationId: string
  sessionId: string
  callNumber: number
  kind: 'recording' | 'screenshot'
  /** Where it was stored, if it was. */
  objectKey: string | null
}

/**
 * Everything of it that may lie in the object store, also where storing was interrupted: then only
 * removing it by name takes away what that left.
 */
export function objectKeysOf({
  objectKey,
  kind,
  callNumber: call,
  ...artefact
}: Artefact): string[] {
  const place = { ...artefact, call }
  const keys =
    kind === 'recording' ? [recordingKey(place)] : [originalKey(place), composedKey(place)]
  return [...new Set(objectKey === null ? keys : [objectKey, ...keys])]
}
