import type { ReadonlySignal } from '@preact/signals'
import type { CodeUserSessionView, EmployeeSessionView } from '../../contract/views.ts'

type Both = keyof CodeUserSessionView & keyof EmployeeSessionView

/** A session as the call screen needs it: what both sides' views have in common. */
export type CallSession = Pick<CodeUserSessionView, Exclude<Both, 'me' | 'artefacts'>>

/** The sessions that a page keeps fresh, as far as calls need them. */
export type CallSessions = {
  watch: (id: string) => {
    session: ReadonlySignal<{ value?: CallSession | undefined }>
    unwatch: () => void
  }
  /** Takes up the answer to a command. */
  put: (session: CallSession) => void
}
