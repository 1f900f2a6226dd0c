import { useSignal } from '@preact/signals'
import type { DeviceRow } from '../../../contract/answers.ts'
import { paths } from '../../../contract/paths.ts'
import type { CodeCreated } from '../../../contract/set-up-views.ts'
import { RadioGroup } from '../../foundation/components/choice.tsx'
import { TextBox } from '../../foundation/components/field.tsx'
import { useConsole } from '../console.ts'
import { FormDialog, useForm } from '../set-up/form.tsx'
import { CodeDialog } from './code-dialog.tsx'
import { texts } from './texts/texts.ts'

type Props = { device: DeviceRow; onClose: () => void; onDone: () => Promise<void> }

const SHORT_MINUTES = 30

/** For the machine, or a link for half an hour; what was made is shown at once. */
export function NewCodeDialog({ device, onClose, onDone }: Props) {
  const { api } = useConsole()
  const made = useSignal<CodeCreated | null>(null)
  const form = useForm({ pin: '', isShort: false }, async (key, { pin, isShort }) => {
    const body = {
      deviceId: device.id,
      ...(pin.trim() ? { pin: pin.trim() } : {}),
      ...(isShort ? { validMinutes: SHORT_MINUTES } : {}),
    }
    made.value = await api.post<CodeCreated>(paths.codes, { key, body })
    await onDone()
  })
  const { pin, isShort } = form.value.value
  if (made.value) {
    const hasPin = pin.trim() !== ''
    const code = { ...made.value, hasPin, isDisabled: false }
    return <CodeDialog device={device.label} code={code} onClose={onClose} onDone={onDone} />
  }
  return (
    <FormDialog
      title={texts.value.newCodeFor(device.label)}
      form={form}
      onClose={onClose}
      action={texts.value.makeCode}
    >
      <RadioGroup
        label={texts.value.validity}
        value={isShort ? 'short' : 'permanent'}
        choices={[
          { value: 'permanent', label: texts.value.permanentCode },
          { value: 'short', label: texts.value.shortCode },
        ]}
        onChange={(value) => form.set({ isShort: value === 'short' })}
      />
      <TextBox
        label={texts.value.pin}
        optional="quiet"
        hint={texts.value.pinHint}
        value={pin}
        onInput={(pin) => form.set({ pin })}
        error={form.errorAt('/pin')}
        maxLength={12}
        autocomplete="off"
      />
    </FormDialog>
  )
}
