import type { EmployeeSessionView } from '../../../contract/views.ts'
import { Avatar } from '../../foundation/components/badge.tsx'
import { Icon } from '../../foundation/components/icon.tsx'
import { formatShortly } from '../../foundation/formatting.ts'
import { sparkles, ticket as ticketIcon } from '../../foundation/icons.ts'
import { useConsole } from '../console.ts'
import { ClassificationCard } from './classification-card.tsx'
import type { History } from './history-lines.ts'
import { RequestCard } from './request-card.tsx'
import { texts } from './texts/texts.ts'
import { TicketKey } from './ticket-key.tsx'
import { WhatHappened } from './what-happened.tsx'
import './general-tab.css'

type Props = { session: EmployeeSessionView }

/** All that an employee wants to know before confirming. */
export function GeneralTab({ session, history }: Props & { history: History }) {
  return (
    <div class="general">
      <div class="general-main">
        <RequestCard session={session} />
        <div class="general-pair">
          <OfferedTo session={session} />
          <LinkedTickets session={session} />
        </div>
      </div>
      <div class="general-aside">
        <FromAssistant session={session} />
        <ClassificationCard session={session} />
        <WhatHappened session={session} history={history} />
      </div>
    </div>
  )
}

function OfferedTo({ session: { recipients } }: Props) {
  const { me } = useConsole()
  const own = ({ employee }: { employee: { id: string } }) => Number(employee.id === me.id)
  return (
    <section class="card">
      <h2>{texts.value.offeredTo}</h2>
      {recipients.length === 0 && <p class="quiet">{texts.value.offeredToNobody}</p>}
      <ul class="people">
        {recipients
          .toSorted((a, b) => own(b) - own(a))
          .map(({ employee, seenAt }) => (
            <li class="person" key={employee.id}>
              <Avatar name={employee.name} isMe={employee.id === me.id} />
              <span>
                {employee.id === me.id ? texts.value.you : employee.name}
                <small>
                  {seenAt === null ? texts.value.notSeen : texts.value.seen(formatShortly(seenAt))}
                </small>
              </span>
            </li>
          ))}
      </ul>
    </section>
  )
}

function LinkedTickets({ session: { tickets } }: Props) {
  return (
    <section class="card">
      <h2>{texts.value.linkedTickets}</h2>
      {tickets.length === 0 && <p class="quiet">{texts.value.noTickets}</p>}
      <ul class="tickets">
        {tickets.map((ticket) => (
          <li class="ticket" key={`${ticket.system} ${ticket.key}`}>
            <Icon shapes={ticketIcon} size={18} />
            <span>
              <TicketKey ticket={ticket} />
              {ticket.title && <small>{ticket.title}</small>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function FromAssistant({ session: { assistant, requesterName } }: Props) {
  if (!assistant) return null
  const { fromAssistant, preparedBy, preparedAndSent, anAssistant, reference } = texts.value
  const name = assistant.name ?? anAssistant
  return (
    <section class="card assistant">
      <h2>
        <Icon shapes={sparkles} size={18} />
        {fromAssistant}
      </h2>
      {assistant.transcript && (
        // Long ones scroll, also by keyboard.
        <p class="assistant-words" tabIndex={0} role="region" aria-label={fromAssistant}>
          {assistant.transcript}
        </p>
      )}
      <small>{requesterName ? preparedAndSent(name, requesterName) : preparedBy(name)}</small>
      {assistant.ref && <small>{reference(assistant.ref)}</small>}
    </section>
  )
}
