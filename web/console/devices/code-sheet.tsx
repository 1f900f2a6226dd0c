import type { DeviceRow } from '../../../contract/answers.ts'
import { Button } from '../../foundation/components/button.tsx'
import { Dialog } from '../../foundation/components/dialog.tsx'
import { QrCode } from '../../foundation/components/qr-code.tsx'
import { printer } from '../../foundation/icons.ts'
import { texts } from './texts/texts.ts'
import './code-sheet.css'

type Props = { devices: readonly DeviceRow[]; onClose: () => void }

/** All codes that are shown, to print, cut out and stick to the machines. */
export function CodeSheet({ devices, onClose }: Props) {
  const now = Date.now()
  const codes = devices.flatMap(({ label, serial, codes }) =>
    codes
      .filter(({ isDisabled, expiresAt }) => !isDisabled && (expiresAt ?? Infinity) > now)
      .map((code) => ({ ...code, label, serial })),
  )
  return (
    <Dialog
      title={texts.value.sheet}
      onClose={onClose}
      width="wide"
      footer={
        <Button variant="primary" icon={printer} onPress={() => window.print()}>
          {texts.value.print}
        </Button>
      }
    >
      {codes.length === 0 && <p>{texts.value.noCodesToPrint}</p>}
      <ul class="printed-codes">
        {codes.map(({ id, code, url, label, serial }) => (
          <li key={id}>
            <strong>{label}</strong>
            {serial && <small>{serial}</small>}
            <QrCode text={url} label={texts.value.codeOf(code, label)} />
            <span class="printed-code">{code}</span>
            <span>{texts.value.printedHint}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
