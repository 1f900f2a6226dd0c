import { useRef } from 'preact/hooks'
import { Button } from '../../foundation/components/button.tsx'
import { Dialog } from '../../foundation/components/dialog.tsx'
import { TextBox } from '../../foundation/components/field.tsx'
import { Note } from '../../foundation/components/note.tsx'
import { showToast } from '../../foundation/components/toast.tsx'
import { copy, lock } from '../../foundation/icons.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import { texts } from './texts/texts.ts'

type Props = { title: string; text: string; label: string; secret: string; onClose: () => void }

/** Something that is shown once and kept nowhere. */
export function SecretDialog({ title, text, label, secret, onClose }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const copySecret = async () => {
    try {
      await navigator.clipboard.writeText(secret)
      showToast(texts.value.copied)
    } catch {
      // Without the right to the clipboard, or on plain http, there is still copying by hand.
      box.current?.querySelector('input')?.select()
      showToast(texts.value.copyByHand, { kind: 'failed' })
    }
  }
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={<Button onPress={onClose}>{common.value.close}</Button>}
    >
      <div class="set-up-secret" ref={box}>
        <p>{text}</p>
        <TextBox label={label} value={secret} onInput={() => undefined} isReadOnly />
        <Button variant="primary" icon={copy} onPress={copySecret}>
          {texts.value.copy}
        </Button>
        <Note icon={lock}>{texts.value.shownOnce}</Note>
      </div>
    </Dialog>
  )
}
