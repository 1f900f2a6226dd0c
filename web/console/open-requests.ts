import { signal } from '@preact/signals'
import { paths } from '../../contract/paths.ts'
import type { SessionPage } from '../../contract/views.ts'
import { ApiProblem, type Api } from '../foundation/api-client.ts'
import type { LiveSocket } from '../foundation/live-socket.ts'
import { Refresher } from '../foundation/refresher.ts'

/** How many requests wait for somebody; stands at the link to the sessions. */
export class OpenRequests {
  readonly count = signal(0)

  constructor(api: Pick<Api, 'get'>, live: Pick<LiveSocket, 'listen'>) {
    const refresher = new Refresher(async () => {
      try {
        const { counts } = await api.get<SessionPage>(`${paths.sessions}?limit=1`)
        this.count.value = counts.requested
      } catch (error) {
        // The number before stays; the next change or connection asks again.
        if (!(error instanceof ApiProblem)) throw error
      }
    })
    live.listen(({ type }) => {
      const isNews = ['hello', 'resync', 'sessionChanged', 'sessionRemoved'].includes(type)
      if (isNews) refresher.refresh()
    })
  }
}
