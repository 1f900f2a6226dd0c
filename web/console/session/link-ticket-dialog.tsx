import { useSignal } from '@preact/signals'
import { paths } from '../../../contract/paths.ts'
import type { EmployeeSessionView } from '../../../contract/views.ts'
import { Button } from '../../foundation/components/button.tsx'
import { Dialog } from '../../foundation/components/dialog.tsx'
import { TextBox } from '../../foundation/components/field.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { useCommand } from '../../foundation/command.ts'
import { ticket as ticketIcon } from '../../foundation/icons.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import { useConsole } from '../console.ts'
import { parseTicket, type Ticket } from '../ticket.ts'
import { texts } from './texts/texts.ts'

type Props = { session: EmployeeSessionView; onClose: () => void }
const FORM = 'link-ticket'

/** A ticket by its key or its address; the title is for people. */
export function LinkTicketDialog({ session, onClose }: Props) {
  const { api, sessions } = useConsole()
  const typed = useSignal('')
  const title = useSignal('')
  const link = useCommand(async (key, ticket: Ticket & { title?: string }) => {
    const { system, key: ticketKey, ...body } = ticket
    const path = paths.ticketLink(session.id, system, ticketKey)
    sessions.put(await api.put<EmployeeSessionView>(path, { key, body }))
    onClose()
  })
  const wasTried = useSignal(false)
  const submit = (event: Event) => {
    event.preventDefault()
    wasTried.value = true
    const ticket = parseTicket(typed.value)
    const named = title.value.trim()
    if (ticket) void link.press({ ...ticket, ...(named ? { title: named } : {}) })
  }
  const isMissing = wasTried.value && !typed.value.trim()
  return (
    <Dialog
      title={texts.value.linkTicketTitle}
      onClose={onClose}
      width="narrow"
      footer={
        <>
          <Button onPress={onClose}>{common.value.cancel}</Button>
          <Button variant="primary" type="submit" form={FORM} isBusy={link.isBusy.value}>
            {texts.value.linkTicket}
          </Button>
        </>
      }
    >
      <form class="link-ticket" id={FORM} noValidate onSubmit={submit}>
        <TextBox
          label={texts.value.ticket}
          icon={ticketIcon}
          isRequired
          error={isMissing ? common.value.fieldRequired : undefined}
          value={typed.value}
          onInput={(value) => (typed.value = value)}
          hint={texts.value.ticketHint}
          hasFirstFocus
          autocomplete="off"
        />
        <TextBox
          label={texts.value.ticketTitle}
          optional="quiet"
          value={title.value}
          onInput={(value) => (title.value = value)}
          maxLength={300}
          autocomplete="off"
        />
        {link.problem.value && <Refusal problem={link.problem.value} />}
      </form>
    </Dialog>
  )
}
