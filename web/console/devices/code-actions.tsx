import { useSignal } from '@preact/signals'
import type { DeviceRow } from '../../../contract/answers.ts'
import { paths } from '../../../contract/paths.ts'
import { Button } from '../../foundation/components/button.tsx'
import { TextBox } from '../../foundation/components/field.tsx'
import { cancelled, lock } from '../../foundation/icons.ts'
import { useConsole } from '../console.ts'
import { FormDialog, useForm } from '../set-up/form.tsx'
import { Question } from '../set-up/set-up-page.tsx'
import { texts } from './texts/texts.ts'

type Props = { code: DeviceRow['codes'][number]; onDone: () => Promise<void>; onClose: () => void }

/** What administrators do with a code that is there. */
export function CodeActions({ code, onDone, onClose }: Props) {
  const { api } = useConsole()
  const open = useSignal<'pin' | 'disable' | null>(null)
  const close = () => (open.value = null)
  const done = async () => {
    await onDone()
    onClose()
  }
  if (code.isDisabled) return null
  return (
    <div class="code-actions">
      <Button size="small" icon={lock} onPress={() => (open.value = 'pin')}>
        {code.hasPin ? texts.value.changePin : texts.value.setPin}
      </Button>
      <Button
        size="small"
        icon={cancelled}
        variant="danger-outline"
        onPress={() => (open.value = 'disable')}
      >
        {texts.value.disableCode}
      </Button>
      {open.value === 'pin' && <PinDialog code={code} onClose={close} onDone={done} />}
      {open.value === 'disable' && (
        <Question
          title={texts.value.disableTitle(code.code)}
          text={texts.value.disableText}
          action={texts.value.disableCode}
          onClose={close}
          act={async (key) => {
            await api.delete(paths.code(code.id), { key })
            await done()
          }}
        />
      )}
    </div>
  )
}

function PinDialog({ code, onClose, onDone }: Props) {
  const { api } = useConsole()
  const form = useForm({ pin: '' }, async (key, { pin }) => {
    await api.put(paths.codePin(code.id), { key, body: { pin: pin.trim() || null } })
    await onDone()
  })
  return (
    <FormDialog title={texts.value.changePin} form={form} onClose={onClose}>
      <TextBox
        label={texts.value.pin}
        hint={texts.value.pinChangeHint}
        value={form.value.value.pin}
        onInput={(pin) => form.set({ pin })}
        error={form.errorAt('/pin')}
        maxLength={12}
        autocomplete="off"
        hasFirstFocus
      />
    </FormDialog>
  )
}
