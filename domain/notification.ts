/**
 * What people are told about a session; each has a text in every language. `confirmed` tells the
 * code user, and the other recipients that the request is taken; `taken` tells those who were rung
 * or held it that somebody else has it now.
 */
export const NOTIFICATION_EVENTS = [
  'requested',
  'confirmed',
  'taken',
  'assigned',
  'ringing',
  'missed_call',
  'cancelled',
  'recording_ready',
  'screenshots_ready',
] as const
export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number]

/** The ones a code user hears of, at the address they left. */
export const CODE_USER_EVENTS = [
  'assigned',
  'confirmed',
  'ringing',
  'missed_call',
  'cancelled',
  'recording_ready',
  'screenshots_ready',
] as const satisfies readonly NotificationEvent[]
export type CodeUserEvent = (typeof CODE_USER_EVENTS)[number]

export function isForCodeUser(event: NotificationEvent): event is CodeUserEvent {
  return CODE_USER_EVENTS.some((each) => each === event)
}

/** Say that a matter is settled: nobody has to act, so a message already posted is changed. */
export const SETTLING_EVENTS = [
  'confirmed',
  'taken',
  'cancelled',
] as const satisfies readonly NotificationEvent[]
export type SettlingEvent = (typeof SETTLING_EVENTS)[number]

export function isSettling(event: NotificationEvent): event is SettlingEvent {
  return SETTLING_EVENTS.some((each) => each === event)
}

/** Unless an employee caused it. */
export const CAUSED_BY_CODE_USER = [
  'requested',
  'ringing',
  'missed_call',
] as const satisfies readonly NotificationEvent[]

/** What a text may say about the session; every field as people typed it. */
export type NotificationFacts = {
  number: number
  organisation: string
  device: string
  location: string | null
  reason: string | null
  requester: string | null
  /** Name of the employee who caused it; null for the code user, an API client, the system. */
  by: string | null
  /** The reader caused it: in a place that many read, or a message that changes for its sender. */
  isByReader?: boolean
  /** What the employee wrote to the code user when cancelling. */
  message: string | null
}

/** A text before it gets the form of a channel. All fields are plain text. */
export type Notice = {
  subject: string
  lead: string
  /** Label and value, one per line. */
  facts: { label: string; value: string }[]
  /** Words of somebody else, shown as such. */
  quote: string | null
  action: string
  footer: string
}
