import { signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { paths } from '../../../contract/paths.ts'
import type { CommentList, TicketSystemNames } from '../../../contract/ticket-systems.ts'
import type { EmployeeSessionView } from '../../../contract/views.ts'
import { ApiProblem } from '../../foundation/api-client.ts'
import { Failed } from '../../foundation/components/states.tsx'
import { formatShortly } from '../../foundation/formatting.ts'
import type { Loaded } from '../../foundation/session-store.ts'
import { useConsole } from '../console.ts'
import { texts } from './texts/texts.ts'

type Props = { session: EmployeeSessionView }

/** What was written into the session's tickets by itself, what waits, and what could not be. */
export function TicketComments({ session }: Props) {
  const { loaded, reload } = useLoaded<CommentList>(paths.ticketComments(session.id), session.rev)
  const { value, problem } = loaded.value
  const { ticketComments, commentOf, commentState } = texts.value
  if (!value) return problem ? <Failed problem={problem} onRetry={reload} /> : null
  if (value.items.length === 0) return null
  return (
    <section class="card ticket-comments" aria-label={ticketComments}>
      <h2>{ticketComments}</h2>
      <ul>
        {value.items.map(({ id, key, kind, call, state, error, createdAt, sentAt }) => (
          <li key={id} data-state={state}>
            <span>
              {commentOf(kind, call, key)}
              <small>
                {[formatShortly(sentAt ?? createdAt), state === 'sent' ? null : error]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </span>
            <span>{commentState[state]}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Where employees can make tickets; empty until loaded. */
export function useTicketSystems(): readonly string[] {
  const { loaded } = useLoaded<TicketSystemNames>(paths.ticketSystemNames, 0)
  return loaded.value.value?.items ?? []
}

/** Loaded when shown, and again with every change of the session. */
function useLoaded<T>(path: string, rev: number) {
  const { api } = useConsole()
  const list = useMemo(() => {
    const loaded = signal<Loaded<T>>({})
    const reload = async () => {
      try {
        loaded.value = { value: await api.get<T>(path), at: Date.now() }
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error
        loaded.value = { ...loaded.peek(), problem: error.problem }
      }
    }
    return { loaded, reload }
  }, [path])
  useEffect(() => void list.reload(), [list, rev])
  return list
}
