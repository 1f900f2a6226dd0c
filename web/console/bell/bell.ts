import { signal } from '@preact/signals'
import type { NotificationList } from '../../../contract/answers.ts'
import { paths } from '../../../contract/paths.ts'
import type { NotificationView } from '../../../contract/views.ts'
import type { Problem } from '../../../contract/problem.ts'
import { ApiProblem, type Api } from '../../foundation/api-client.ts'
import type { LiveSocket } from '../../foundation/live-socket.ts'

/** The own notifications, newest first, and how many were not read. */
export class Bell {
  readonly items = signal<readonly NotificationView[] | null>(null)
  readonly unread = signal(0)
  readonly problem = signal<Problem | null>(null)
  /** Called for each that arrives while the page is open. */
  onAdded: (notification: NotificationView) => void = () => undefined
  readonly #api: Pick<Api, 'get' | 'post'>

  constructor(api: Pick<Api, 'get' | 'post'>, live: Pick<LiveSocket, 'listen'>) {
    this.#api = api
    live.listen((message) => {
      if (message.type === 'hello' || message.type === 'resync') void this.load()
      if (message.type === 'notificationAdded') this.#add(message.notification, message.unread)
    })
  }

  async load(): Promise<void> {
    await this.#asking(async () => {
      const { items, unread } = await this.#api.get<NotificationList>(paths.notifications)
      this.items.value = items
      this.unread.value = unread
      this.problem.value = null
    })
  }

  /** Those about one session, whose page shows what they say; or all of them. */
  async markRead(sessionId?: string): Promise<void> {
    const isMeant = ({ isRead, session }: NotificationView) =>
      !isRead && (sessionId === undefined || session.id === sessionId)
    if (!this.items.value?.some(isMeant)) return
    await this.#asking(async () => {
      await this.#api.post(paths.notificationsRead, { body: sessionId ? { sessionId } : {} })
      await this.load()
    })
  }

  #add(notification: NotificationView, unread: number): void {
    const others = (this.items.value ?? []).filter(({ id }) => id !== notification.id)
    this.items.value = [notification, ...others]
    this.unread.value = unread
    this.onAdded(notification)
  }

  async #asking(ask: () => Promise<void>): Promise<void> {
    try {
      await ask()
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      this.problem.value = error.problem
    }
  }
}
