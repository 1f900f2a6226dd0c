import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Problem } from '../../../contract/problem.ts'
import { Button } from '../../foundation/components/button.tsx'
import { TextBox } from '../../foundation/components/field.tsx'
import { sentenceFor } from '../../foundation/components/note.tsx'
import { Frame, Heading } from '../frame.tsx'
import { texts } from '../texts/texts.ts'
import type { CodeAccess } from './code-access.ts'

type PinProps = { access: CodeAccess; problem: Problem }

/** Some machines stand where everybody passes by. */
export function PinEntry({ access, problem }: PinProps) {
  const pin = useSignal('')
  const isBusy = useSignal(false)
  useEffect(() => document.querySelector<HTMLElement>('[data-first-focus]')?.focus(), [problem])
  const open = async () => {
    if (isBusy.value || !pin.value) return
    isBusy.value = true
    await access.open(pin.value)
    isBusy.value = false
  }
  return (
    <Frame
      name="Lotse"
      footer={
        <Button type="submit" form="pin" variant="primary" size="large" isBusy={isBusy.value}>
          {texts.value.open}
        </Button>
      }
    >
      <Heading>{texts.value.pinTitle}</Heading>
      <form
        id="pin"
        onSubmit={(event) => {
          event.preventDefault()
          void open()
        }}
      >
        <TextBox
          label={texts.value.pin}
          hint={texts.value.pinText}
          error={problem.code === 'pin_wrong' ? sentenceFor(problem) : undefined}
          value={pin.value}
          onInput={(text) => (pin.value = text)}
          autocomplete="off"
          maxLength={16}
          isRequired
          hasFirstFocus
        />
      </form>
    </Frame>
  )
}
