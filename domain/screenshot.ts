/** A screenshot of a running call; `number` counts within the call, sizes are pixels of the picture. */
export type CallScreenshot = { id: string; number: number; width: number; height: number }

/** More would be no help to anybody, and every one is composed and kept. */
export const MOST_SCREENSHOTS = 40

/** Why a screenshot could not be kept. */
export const SCREENSHOT_REASONS = [
  /** Failed: the picture itself is not in the store any more, or cannot be read. */
  'original_lost',
] as const
export type ScreenshotReason = (typeof SCREENSHOT_REASONS)[number]

type Place = { organisationId: string; sessionId: string; call: number; id: string }

/** Where the picture as it was taken is kept until the call is over: a key of the object store. */
export function originalKey({ organisationId, sessionId, call, id }: Place): string {
  return [organisationId, sessionId, call, `screenshot-${id}.original.jpg`].join('/')
}

/** Where it is kept once both sides' changes are part of it. */
export function composedKey({ organisationId, sessionId, call, id }: Place): string {
  return [organisationId, sessionId, call, `screenshot-${id}.png`].join('/')
}

/** The screenshot that an object belongs to; undefined for other objects. */
export function screenshotIn(key: string): string | undefined {
  return /\/screenshot-([0-9a-f-]{36})\.[^/]+$/.exec(key)?.[1]
}
