import { useRef } from 'preact/hooks'
import type { DeviceRow } from '../../../contract/answers.ts'
import { Button, LinkButton } from '../../foundation/components/button.tsx'
import { Dialog } from '../../foundation/components/dialog.tsx'
import { TextBox } from '../../foundation/components/field.tsx'
import { Note } from '../../foundation/components/note.tsx'
import { QrCode } from '../../foundation/components/qr-code.tsx'
import { showToast } from '../../foundation/components/toast.tsx'
import { formatDate } from '../../foundation/formatting.ts'
import { copy, external, lock, printer, warning } from '../../foundation/icons.ts'
import { useConsole } from '../console.ts'
import { CodeActions } from './code-actions.tsx'
import { texts } from './texts/texts.ts'
import './code-dialog.css'

type Props = {
  device: string
  code: DeviceRow['codes'][number]
  onClose: () => void
  /** After an administrator changed it. */
  onDone: () => Promise<void>
}

/** What hangs on the machine: to look at, copy, print. */
export function CodeDialog({ device, code, onClose, onDone }: Props) {
  const { me } = useConsole()
  return (
    <Dialog
      title={texts.value.codeTitle(device)}
      onClose={onClose}
      width="wide"
      footer={
        <>
          <LinkButton icon={external} href={code.url} isOutside>
            {texts.value.openPage}
          </LinkButton>
          <Button icon={printer} onPress={() => window.print()}>
            {texts.value.print}
          </Button>
        </>
      }
    >
      <Limits code={code} />
      <div class="code-dialog">
        <div class="code-sheet">
          <strong class="code-sheet-device">{device}</strong>
          <QrCode text={code.url} />
          <span class="code-sheet-code">{code.code}</span>
          <span class="code-sheet-hint">{texts.value.printedHint}</span>
        </div>
        <div class="code-address">
          <p>{texts.value.codeText}</p>
          <Address url={code.url} />
          {me.role === 'administrator' && <CodeActions {...{ code, onDone, onClose }} />}
        </div>
      </div>
    </Dialog>
  )
}

function Limits({ code: { hasPin, isDisabled, expiresAt } }: Pick<Props, 'code'>) {
  const hasExpired = expiresAt !== null && expiresAt < Date.now()
  return (
    <>
      {isDisabled && (
        <Note kind="warning" icon={warning}>
          {texts.value.isDisabled}
        </Note>
      )}
      {expiresAt !== null && (
        <Note kind={hasExpired ? 'warning' : 'neutral'}>
          {hasExpired
            ? texts.value.hasExpired(formatDate(expiresAt))
            : texts.value.validUntil(formatDate(expiresAt))}
        </Note>
      )}
      {hasPin && <Note icon={lock}>{texts.value.hasPin}</Note>}
    </>
  )
}

function Address({ url }: { url: string }) {
  const box = useRef<HTMLDivElement>(null)
  const copyAddress = async () => {
    try {
      await navigator.clipboard.writeText(url)
      showToast(texts.value.addressCopied)
    } catch {
      // Without the right to the clipboard, or on plain http, there is still copying by hand.
      box.current?.querySelector('input')?.select()
      showToast(texts.value.copyByHand, { kind: 'failed' })
    }
  }
  return (
    <>
      <div ref={box}>
        <TextBox label={texts.value.address} value={url} onInput={() => undefined} isReadOnly />
      </div>
      <Button variant="primary" isWide icon={copy} onPress={copyAddress}>
        {texts.value.copyAddress}
      </Button>
    </>
  )
}
