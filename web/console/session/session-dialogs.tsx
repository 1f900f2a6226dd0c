import { useSignal } from '@preact/signals'
import { paths } from '../../../contract/paths.ts'
import type { EmployeeSessionView } from '../../../contract/views.ts'
import { CommandDialog } from '../../foundation/components/command-dialog.tsx'
import { ComboBox, TextBox } from '../../foundation/components/field.tsx'
import { useCommand } from '../../foundation/command.ts'
import { useConsole } from '../console.ts'
import { useEmployees } from '../people-and-devices.ts'
import { texts } from './texts/texts.ts'

type Props = { session: EmployeeSessionView; onClose: () => void }

export function CancelDialog({ session, onClose }: Props) {
  const { api, sessions } = useConsole()
  const message = useSignal('')
  const cancel = useCommand(async (key, body: { message?: string }) => {
    sessions.put(await api.post<EmployeeSessionView>(paths.cancellation(session.id), { key, body }))
    onClose()
  })
  const { cancelTold, cancelText, cancelCall } = texts.value
  const press = () => cancel.press(message.value.trim() ? { message: message.value.trim() } : {})
  return (
    <CommandDialog
      title={texts.value.cancelTitle(session.number)}
      onClose={onClose}
      command={cancel}
      keep={texts.value.keepSession}
      action={{ label: texts.value.yesCancel, isDangerous: true, onPress: press }}
    >
      <p>
        {session.requesterName ? cancelTold(session.requesterName) : cancelText}
        {session.call && ` ${cancelCall}`}
      </p>
      <TextBox
        label={texts.value.messageToCodeUser}
        optional="quiet"
        rows={3}
        value={message.value}
        onInput={(value) => (message.value = value)}
        maxLength={1000}
        hasFirstFocus
      />
    </CommandDialog>
  )
}

/** Only asked while a call is on, which it ends. */
export function CloseDialog({ session, onClose }: Props) {
  const { api, sessions } = useConsole()
  const complete = useCommand(async (key) => {
    sessions.put(await api.post<EmployeeSessionView>(paths.completion(session.id), { key }))
    onClose()
  })
  return (
    <CommandDialog
      title={texts.value.closeTitle(session.number)}
      onClose={onClose}
      command={complete}
      keep={texts.value.keepOpen}
      action={{ label: texts.value.yesClose, isDangerous: true, onPress: complete.press }}
    >
      <p>{texts.value.closeText}</p>
    </CommandDialog>
  )
}

export function AssignDialog({ session, onClose }: Props) {
  const { api, sessions } = useConsole()
  const employees = useEmployees()
  const chosen = useSignal(session.responsible?.id ?? '')
  const assign = useCommand(async (key, employeeId: string) => {
    const body = { employeeId }
    sessions.put(await api.put<EmployeeSessionView>(paths.responsible(session.id), { key, body }))
    onClose()
  })
  return (
    <CommandDialog
      title={texts.value.assignTitle(session.number)}
      onClose={onClose}
      command={assign}
      action={{
        label: texts.value.assign,
        refusal: chosen.value ? undefined : texts.value.choosePerson,
        onPress: () => assign.press(chosen.value),
      }}
    >
      <p>{texts.value.assignText}</p>
      <ComboBox
        label={texts.value.responsible}
        value={chosen.value}
        onChange={(value) => (chosen.value = value)}
        hasFirstFocus
        choices={[
          { value: '', label: texts.value.choosePerson },
          ...employees.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </CommandDialog>
  )
}

/** For administrators: nothing of it can be brought back. */
export function EraseDialog({ session, onClose }: Props) {
  const { api, sessions } = useConsole()
  const erase = useCommand(async (key) => {
    sessions.put(await api.post<EmployeeSessionView>(paths.erasure(session.id), { key }))
    onClose()
  })
  const { eraseText, eraseTickets } = texts.value
  return (
    <CommandDialog
      title={texts.value.eraseTitle(session.number)}
      onClose={onClose}
      command={erase}
      keep={texts.value.keepData}
      action={{ label: texts.value.yesErase, isDangerous: true, onPress: erase.press }}
    >
      <p>{eraseText}</p>
      {session.tickets.length > 0 && (
        <p>{eraseTickets(session.tickets.map(({ key }) => key).join(', '))}</p>
      )}
    </CommandDialog>
  )
}
