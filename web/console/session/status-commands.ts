import { paths } from '../../../contract/paths.ts'
import type { Problem } from '../../../contract/problem.ts'
import type { EmployeeSessionView } from '../../../contract/views.ts'
import { ApiProblem } from '../../foundation/api-client.ts'
import { useCommand } from '../../foundation/command.ts'
import { useConsole, type Console } from '../console.ts'

export type StatusCommand =
  'confirm' | 'complete' | 'reopen' | 'takeOver' | 'startCall' | 'rejoinCall'
export type StatusCommands = {
  give: (command: StatusCommand) => Promise<void>
  /** Why the last one was refused. */
  problem: Problem | null
  isBusy: boolean
}

/** Commands that need no question first; one at a time. */
export function useStatusCommands(session: EmployeeSessionView): StatusCommands {
  const console = useConsole()
  const command = useCommand(async (key, name: StatusCommand) => {
    try {
      await GIVE[name](console, session, key)
    } catch (error) {
      // Refused: the page shows something that is not true any more.
      if (error instanceof ApiProblem) void console.sessions.reload(String(session.number))
      throw error
    }
  })
  return { give: command.press, problem: command.problem.value, isBusy: command.isBusy.value }
}

type Give = (console: Console, session: EmployeeSessionView, key: string) => Promise<void>

const GIVE: Record<StatusCommand, Give> = {
  confirm: post(paths.confirmation),
  complete: post(paths.completion),
  reopen: post(paths.reopening),
  takeOver: async ({ api, me, sessions }, { id }, key) => {
    const body = { employeeId: me.id }
    sessions.put(await api.put<EmployeeSessionView>(paths.responsible(id), { key, body }))
  },
  startCall: ({ calls }, session, key) => calls.start(session, { key }),
  rejoinCall: ({ calls }, session) => calls.rejoin(session),
}

function post(pathOf: (id: string) => string): Give {
  return async ({ api, sessions }, { id }, key) =>
    sessions.put(await api.post<EmployeeSessionView>(pathOf(id), { key }))
}
