import { computed, effect } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { GrantSessionView } from '../../contract/code-views.ts'
import { paths } from '../../contract/paths.ts'
import type { CodeUserSessionView } from '../../contract/views.ts'
import type { CallSessions } from '../call/call-session.ts'
import { Calls } from '../call/calls.ts'
import { Rings } from '../foundation/rings.ts'
import type { Api } from '../foundation/api-client.ts'
import { openLiveSocket, type LiveSocket } from '../foundation/live-socket.ts'
import { SessionStore } from '../foundation/session-store.ts'
import { followNotifications } from '../foundation/worker-notifications.ts'

/** What a browser sees of a session: as its participant, or by the machine's code alone. */
export type SessionView = CodeUserSessionView | GrantSessionView

/** What all pages of a code user share: one socket, and what it keeps fresh. */
export type CodeUser = {
  api: Api
  live: LiveSocket
  sessions: SessionStore<SessionView>
  rings: Rings
  calls: Calls
}

/** To be called once the browser holds what the socket is let in with. */
export function makeCodeUser(api: Api): CodeUser {
  const live = openLiveSocket(api.socketAddressOf(paths.live))
  const sessions = new SessionStore<SessionView>(api, live)
  const rings = new Rings(live)
  followNotifications()
  const calls = new Calls({ api, side: 'code_user', sessions: participated(sessions) })
  // A ring that was answered elsewhere, or ended, needs no connection any more.
  effect(() => {
    if (!rings.current.value) calls.release()
  })
  return { api, live, sessions, rings, calls }
}

export function isParticipant(view: SessionView | undefined): view is CodeUserSessionView {
  return view !== undefined && 'me' in view
}

/** Calls are for participants: what a code alone shows of a session is none of theirs. */
function participated(store: SessionStore<SessionView>): CallSessions {
  return {
    watch(id) {
      const { session, unwatch } = store.watch(id)
      const value = computed(() => {
        const view = session.value.value
        return { value: isParticipant(view) ? view : undefined }
      })
      return { session: value, unwatch }
    },
    // The api answers a code user's commands with the code user's view.
    put: (session) => store.put(session as CodeUserSessionView),
  }
}

const Context = createContext<CodeUser | null>(null)
export const CodeUserProvider = Context.Provider

export function useCodeUser(): CodeUser {
  const codeUser = useContext(Context)
  if (!codeUser) throw new Error('Rendered outside of the code user’s pages')
  return codeUser
}
