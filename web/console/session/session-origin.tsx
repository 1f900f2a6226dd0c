import type { EmployeeSessionView } from '../../../contract/views.ts'
import { fill } from '../../foundation/fill.tsx'
import { formatShortly, formatTime, isSameDay } from '../../foundation/formatting.ts'
import { texts } from './texts/texts.ts'

/** One line: whose it is, who wanted it, and how it came to be. */
export function SessionOrigin({ session }: { session: EmployeeSessionView }) {
  const { responsible, requesterName } = session
  const names = {
    responsible: responsible?.name ?? '',
    who: requesterName ?? texts.value.somebody,
  }
  return <>{fill(responsible ? ownedLine(session) : freeLine(session), names)}</>
}

function ownedLine({ origin, requesterName }: EmployeeSessionView): string {
  const { responsibleOnly, responsibleRequested, responsibleCreatedFor } = texts.value
  if (requesterName === null) return responsibleOnly
  return origin === 'code_user' ? responsibleRequested : responsibleCreatedFor
}

function freeLine({ origin, assistant, requesterName, createdAt }: EmployeeSessionView): string {
  const { requestedByCode, requestedByAssistant, createdFor, createdBySystem, created } =
    texts.value
  const at = isSameDay(createdAt, Date.now())
    ? texts.value.today(formatTime(createdAt))
    : formatShortly(createdAt)
  if (origin === 'code_user') return assistant ? requestedByAssistant(at) : requestedByCode(at)
  if (requesterName !== null) return createdFor(at)
  return origin === 'api_client' ? createdBySystem(at) : created(at)
}
