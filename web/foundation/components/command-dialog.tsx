import type { ComponentChildren } from 'preact'
import type { CommandButton } from '../command.ts'
import { texts } from '../texts/texts.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Refusal } from './note.tsx'

type Props = {
  title: string
  onClose: () => void
  command: Pick<CommandButton<never>, 'isBusy' | 'problem'>
  action: {
    label: string
    isDangerous?: boolean
    /** Why it cannot be pressed yet. */
    refusal?: string | undefined
    onPress: () => unknown
  }
  /** What the other button says; `Cancel` else, which next to "Cancel session" would be unclear. */
  keep?: string
  children: ComponentChildren
}

/** Asks before a command: what will happen, the button that does it, the one that does not. */
export function CommandDialog({ title, onClose, command, action, keep, children }: Props) {
  const { label, isDangerous, refusal, onPress } = action
  return (
    <Dialog
      title={title}
      onClose={onClose}
      width="narrow"
      footer={
        <>
          <Button onPress={onClose}>{keep ?? texts.value.cancel}</Button>
          <Button
            variant={isDangerous ? 'danger' : 'primary'}
            isBusy={command.isBusy.value}
            refusal={refusal}
            onPress={onPress}
          >
            {label}
          </Button>
        </>
      }
    >
      {children}
      {command.problem.value && <Refusal problem={command.problem.value} />}
    </Dialog>
  )
}
