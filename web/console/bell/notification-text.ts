import type { NotificationView } from '../../../contract/views.ts'
import type { NotificationEvent } from '../../../domain/notification.ts'
import { texts } from '../texts/texts.ts'

/** What a notification says in one line, after the session's number. */
export function notificationText({ event, by }: NotificationView): string {
  const { notification, codeUser } = texts.value
  return isEvent(event, notification) ? notification[event](by ?? codeUser) : event
}

function isEvent(event: string, known: object): event is NotificationEvent {
  return event in known
}
