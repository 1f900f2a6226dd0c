import { useSignal } from '@preact/signals'
import { paths } from '../../../contract/paths.ts'
import type { EmployeeSessionView } from '../../../contract/views.ts'
import { CommandDialog } from '../../foundation/components/command-dialog.tsx'
import { ComboBox, TextBox } from '../../foundation/components/field.tsx'
import { useCommand } from '../../foundation/command.ts'
import { useConsole } from '../console.ts'
import { texts } from './texts/texts.ts'

type Props = { session: EmployeeSessionView; systems: readonly string[]; onClose: () => void }

/** Makes a ticket in one of the organisation's systems and links it. */
export function CreateTicketDialog({ session, systems, onClose }: Props) {
  const { api, sessions } = useConsole()
  const system = useSignal(systems[0] ?? '')
  const title = useSignal('')
  const create = useCommand(async (key, body: { system: string; title?: string }) => {
    sessions.put(await api.post<EmployeeSessionView>(paths.tickets(session.id), { key, body }))
    onClose()
  })
  const press = () => {
    const named = title.value.trim()
    return create.press({ system: system.value, ...(named ? { title: named } : {}) })
  }
  const { createTicket, createTicketText, ticketSystem, ticketTitle } = texts.value
  return (
    <CommandDialog
      title={createTicket}
      onClose={onClose}
      command={create}
      action={{ label: createTicket, onPress: press }}
    >
      <p>{createTicketText}</p>
      <ComboBox
        label={ticketSystem}
        value={system.value}
        choices={systems.map((each) => ({ value: each, label: each }))}
        onChange={(value) => (system.value = value)}
        hasFirstFocus
      />
      <TextBox
        label={ticketTitle}
        optional="quiet"
        value={title.value}
        onInput={(value) => (title.value = value)}
        maxLength={200}
        autocomplete="off"
      />
    </CommandDialog>
  )
}
