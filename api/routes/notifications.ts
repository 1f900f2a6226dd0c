import Type from 'typebox'
import { NotificationList } from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import { ReadNotifications } from '../../contract/requests.ts'
import { Id } from '../../contract/scalars.ts'
import { countUnread, listNotifications, markNotificationsRead } from '../../db/notifications.ts'
import type { App } from '../app-type.ts'
import { employeeOf } from '../caller.ts'
import { answering, named } from '../schemas.ts'
import { notificationView } from '../views/lists.ts'

const TAGS = ['console']
const BELL_LENGTH = 30

const NotificationsQuery = Type.Object(
  { before: Type.Optional(Id) },
  { additionalProperties: false },
)

/** The bell: what somebody was told. */
export function notificationRoutes(app: App): void {
  app.get(
    paths.notifications,
    {
      schema: {
        tags: TAGS,
        summary: 'The own notifications, newest first',
        querystring: NotificationsQuery,
        response: answering({ 200: named(NotificationList) }),
      },
    },
    async (request) => {
      const { db, id } = employeeOf(request)
      const { before } = request.query
      const page = { limit: BELL_LENGTH, ...(before === undefined ? {} : { before }) }
      const [rows, unread] = await Promise.all([
        listNotifications(db, id, page),
        countUnread(db, id),
      ])
      return { items: rows.map(notificationView), unread }
    },
  )

  app.post(
    paths.notificationsRead,
    {
      schema: {
        tags: TAGS,
        summary: 'Mark notifications as read: all, or those about one session',
        body: ReadNotifications,
        response: answering({}),
      },
    },
    async (request, reply) => {
      const { db, id } = employeeOf(request)
      await markNotificationsRead(db, id, request.body.sessionId)
      return reply.code(204).send()
    },
  )
}
