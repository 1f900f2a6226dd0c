import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { paths } from '../../contract/paths.ts'
import type { EmployeeSessionView, MeView } from '../../contract/views.ts'
import type { Api } from '../foundation/api-client.ts'
import { openLiveSocket, type LiveSocket } from '../foundation/live-socket.ts'
import type { CallSessions } from '../call/call-session.ts'
import { Calls } from '../call/calls.ts'
import { SessionStore } from '../foundation/session-store.ts'
import { Bell } from './bell/bell.ts'
import { OpenRequests } from './open-requests.ts'
import { Rings } from '../foundation/rings.ts'

/** What all pages of a signed-in employee share: one socket, and what it keeps fresh. */
export type Console = {
  api: Api
  me: MeView
  live: LiveSocket
  sessions: SessionStore<EmployeeSessionView>
  bell: Bell
  rings: Rings
  openRequests: OpenRequests
  calls: Calls
  signOut: () => Promise<void>
}

export function makeConsole(api: Api, me: MeView, signOut: () => Promise<void>): Console {
  const live = openLiveSocket(api.socketAddressOf(paths.live))
  const sessions = new SessionStore<EmployeeSessionView>(api, live)
  return {
    api,
    me,
    live,
    sessions,
    bell: new Bell(api, live),
    rings: new Rings(live),
    openRequests: new OpenRequests(api, live),
    calls: new Calls({ api, side: 'employee', sessions: forCalls(sessions) }),
    signOut,
  }
}

function forCalls(sessions: SessionStore<EmployeeSessionView>): CallSessions {
  return {
    watch: (id) => sessions.watch(id),
    // Every command of an employee is answered with an employee's view.
    put: (session) => sessions.put(session as EmployeeSessionView),
  }
}

const Context = createContext<Console | null>(null)
export const ConsoleProvider = Context.Provider

export function useConsole(): Console {
  const console = useContext(Context)
  if (!console) throw new Error('Rendered outside of the signed-in console')
  return console
}
