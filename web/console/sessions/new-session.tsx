import { useSignal } from '@preact/signals'
import { paths } from '../../../contract/paths.ts'
import type { DeviceRow } from '../../../contract/answers.ts'
import type { CreateSession } from '../../../contract/requests.ts'
import type { EmployeeSessionView } from '../../../contract/views.ts'
import { Button } from '../../foundation/components/button.tsx'
import { Dialog } from '../../foundation/components/dialog.tsx'
import { ComboBox, TextBox } from '../../foundation/components/field.tsx'
import { Note, Refusal } from '../../foundation/components/note.tsx'
import { useCommand } from '../../foundation/command.ts'
import { ticket as ticketIcon } from '../../foundation/icons.ts'
import { language } from '../../foundation/language.ts'
import { place } from '../../foundation/router.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import { useConsole } from '../console.ts'
import { fieldError } from '../field-errors.ts'
import { useDevices, useEmployees } from '../people-and-devices.ts'
import { parseTicket } from '../ticket.ts'
import { texts } from '../texts/texts.ts'
import { SessionReady } from './session-link.tsx'
import './new-session.css'

const FORM = 'new-session'

/** Makes a session that is confirmed from birth; then shows the code user's way in. */
export function NewSession({ onClose }: { onClose: () => void }) {
  const created = useSignal<EmployeeSessionView | null>(null)
  return created.value ? (
    <SessionReady session={created.value} onClose={onClose} />
  ) : (
    <NewSessionForm onClose={onClose} onCreated={(session) => (created.value = session)} />
  )
}

type FormProps = { onClose: () => void; onCreated: (session: EmployeeSessionView) => void }

function NewSessionForm({ onClose, onCreated }: FormProps) {
  const { api } = useConsole()
  const draft = useDraft()
  const create = useCommand(async (key, body: CreateSession) => {
    onCreated(await api.post<EmployeeSessionView>(paths.sessions, { body, key }))
  })
  const submit = (event: Event) => {
    event.preventDefault()
    const body = draft.finish()
    if (body) void create.press(body)
  }
  const problem = create.problem.value
  return (
    <Dialog
      title={texts.value.newSession}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{common.value.cancel}</Button>
          <Button variant="primary" type="submit" form={FORM} isBusy={create.isBusy.value}>
            {texts.value.createSession}
          </Button>
        </>
      }
    >
      <form class="new-session" id={FORM} noValidate onSubmit={submit}>
        <Fields draft={draft} emailError={fieldError(problem, '/responsible')} />
        {problem && <Refusal problem={problem} />}
        <Note kind="accent">{texts.value.confirmedAtOnce}</Note>
      </form>
    </Dialog>
  )
}

type Draft = ReturnType<typeof useDraft>

function Fields({ draft, emailError }: { draft: Draft; emailError: string | undefined }) {
  const { me } = useConsole()
  const employees = useEmployees()
  const { deviceId, reason, requester, responsible, ticket, isDeviceMissing } = draft
  const others = employees.filter(({ id }) => id !== me.id)
  return (
    <>
      <ComboBox
        label={texts.value.device}
        value={deviceId}
        onChange={draft.setDevice}
        isRequired
        hasFirstFocus={!draft.hasDevice}
        error={isDeviceMissing ? common.value.fieldRequired : undefined}
        choices={[
          { value: '', label: texts.value.chooseDevice },
          ...draft.devices.map(deviceChoice),
        ]}
      />
      <TextBox
        label={texts.value.reason}
        value={reason.value}
        onInput={(value) => (reason.value = value)}
        rows={3}
        maxLength={2000}
        hasFirstFocus={draft.hasDevice}
      />
      <div class="new-session-pair">
        <TextBox
          label={texts.value.requester}
          value={requester.value}
          onInput={(value) => (requester.value = value)}
          maxLength={200}
          autocomplete="off"
        />
        <ComboBox
          label={texts.value.responsible}
          value={responsible.value}
          onChange={(value) => (responsible.value = value)}
          error={emailError}
          choices={[
            { value: me.email, label: texts.value.nameIsMe(me.name) },
            ...others.map(({ email, name }) => ({ value: email, label: name })),
          ]}
        />
      </div>
      <TextBox
        label={texts.value.ticket}
        optional="quiet"
        icon={ticketIcon}
        value={ticket.value}
        onInput={(value) => (ticket.value = value)}
        hint={texts.value.ticketHint}
        maxLength={2000}
        autocomplete="off"
      />
    </>
  )
}

/** What is typed so far, beginning with what the address brought along. */
function useDraft() {
  const { me } = useConsole()
  const devices = useDevices()
  const { query } = place.value
  const chosen = useSignal<string | null>(null)
  const reason = useSignal(query.get('reason')?.slice(0, 2000) ?? '')
  const requester = useSignal('')
  const responsible = useSignal(me.email)
  const ticket = useSignal(query.get('ticket') ?? '')
  const wasTried = useSignal(false)
  const deviceId = chosen.value ?? deviceNamed(query.get('device'), devices) ?? ''
  const finish = (): CreateSession | undefined => {
    wasTried.value = true
    if (!deviceId) return undefined
    const linked = parseTicket(ticket.value)
    return {
      deviceId,
      responsible: responsible.value,
      language: language.value,
      ...(reason.value.trim() ? { reason: reason.value.trim() } : {}),
      ...(requester.value.trim() ? { requesterName: requester.value.trim() } : {}),
      ...(linked ? { tickets: [linked] } : {}),
    }
  }
  const setDevice = (id: string) => (chosen.value = id)
  const hasDevice = query.has('device')
  const isDeviceMissing = wasTried.value && !deviceId
  return {
    ...{ devices, deviceId, hasDevice, setDevice, isDeviceMissing },
    ...{ reason, requester, responsible, ticket, finish },
  }
}

/** Another system may know a device by its id, its serial number or its label. */
function deviceNamed(name: string | null, devices: readonly DeviceRow[]): string | undefined {
  if (!name) return undefined
  const wanted = name.toLowerCase()
  const isIt = ({ id, serial, label }: DeviceRow) =>
    [id, serial, label].some((each) => each?.toLowerCase() === wanted)
  return devices.find(isIt)?.id
}

function deviceChoice({ id, label, location }: DeviceRow) {
  return { value: id, label: location ? `${label}, ${location}` : label }
}
