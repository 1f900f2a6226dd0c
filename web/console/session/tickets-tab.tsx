import { useSignal } from '@preact/signals'
import { paths } from '../../../contract/paths.ts'
import type { EmployeeSessionView } from '../../../contract/views.ts'
import { Button, LinkButton } from '../../foundation/components/button.tsx'
import { Icon } from '../../foundation/components/icon.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { EmptyState } from '../../foundation/components/states.tsx'
import { useCommand } from '../../foundation/command.ts'
import { external, plus, ticket as ticketIcon } from '../../foundation/icons.ts'
import { useConsole } from '../console.ts'
import { NO_SYSTEM } from '../ticket.ts'
import { refusalSentence } from './command-offers.ts'
import { CreateTicketDialog } from './create-ticket-dialog.tsx'
import { LinkTicketDialog } from './link-ticket-dialog.tsx'
import { texts } from './texts/texts.ts'
import { TicketComments, useTicketSystems } from './ticket-comments.tsx'
import { isPageAddress, TicketKey } from './ticket-key.tsx'
import './tickets-tab.css'

type Props = { session: EmployeeSessionView }
type Ticket = EmployeeSessionView['tickets'][number]

export function TicketsTab({ session }: Props) {
  const { me } = useConsole()
  const isLinking = useSignal(false)
  const isCreating = useSignal(false)
  const systems = useTicketSystems()
  const refusal = refusalSentence(session, me, 'linkTicket')
  const ways = (
    <div class="ticket-ways">
      <Button icon={plus} refusal={refusal} onPress={() => (isLinking.value = true)}>
        {texts.value.linkTicket}
      </Button>
      {systems.length > 0 && (
        <Button icon={ticketIcon} refusal={refusal} onPress={() => (isCreating.value = true)}>
          {texts.value.createTicket}
        </Button>
      )}
    </div>
  )
  return (
    <div class="tickets-tab">
      {session.tickets.length === 0 ? (
        <div class="card tickets-empty">
          <EmptyState
            icon={ticketIcon}
            title={texts.value.noTickets}
            text={texts.value.noTicketsText}
          >
            {ways}
          </EmptyState>
        </div>
      ) : (
        <>
          <ul class="ticket-rows">
            {session.tickets.map((ticket) => (
              <Row key={`${ticket.system} ${ticket.key}`} session={session} ticket={ticket} />
            ))}
          </ul>
          {ways}
        </>
      )}
      <TicketComments session={session} />
      {isCreating.value && (
        <CreateTicketDialog
          session={session}
          systems={systems}
          onClose={() => (isCreating.value = false)}
        />
      )}
      {isLinking.value && (
        <LinkTicketDialog session={session} onClose={() => (isLinking.value = false)} />
      )}
    </div>
  )
}

function Row({ session, ticket }: Props & { ticket: Ticket }) {
  const { api, me, sessions } = useConsole()
  const { system, key, url, title, state } = ticket
  const unlink = useCommand(async (idempotencyKey) => {
    const path = paths.ticketLink(session.id, system, key)
    sessions.put(await api.delete<EmployeeSessionView>(path, { key: idempotencyKey }))
  })
  const details = [title, state, system === NO_SYSTEM ? null : system].filter((each) => each)
  return (
    <li class="ticket-row">
      <Icon shapes={ticketIcon} />
      <span class="ticket-about">
        <TicketKey ticket={ticket} />
        {details.length > 0 && <small>{details.join(' · ')}</small>}
      </span>
      <span class="ticket-actions">
        {isPageAddress(url) && (
          <LinkButton size="small" icon={external} href={url} isOutside>
            {texts.value.openTicket}
            <span class="only-heard"> {key}</span>
          </LinkButton>
        )}
        <Button
          size="small"
          label={texts.value.unlink(key)}
          isBusy={unlink.isBusy.value}
          refusal={refusalSentence(session, me, 'unlinkTicket')}
          onPress={unlink.press}
        >
          {texts.value.unlinkShort}
        </Button>
      </span>
      {unlink.problem.value && <Refusal problem={unlink.problem.value} />}
    </li>
  )
}
