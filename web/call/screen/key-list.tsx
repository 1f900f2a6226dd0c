import { Switch } from '../../foundation/components/choice.tsx'
import { Dialog } from '../../foundation/components/dialog.tsx'
import { areShortcutsOn, switchShortcuts } from '../../foundation/shortcuts.ts'
import type { OngoingCall } from '../ongoing-call.ts'
import { texts } from '../texts/texts.ts'
import './key-list.css'

/** What can be done by single keys, and whether it should be. */
export function KeyList({ call, onClose }: { call: OngoingCall; onClose: () => void }) {
  const { m, v, d, t, s, f, r, i, escape, question } = texts.value.keys
  const forEmployees: [string, string][] = [
    ['t', t],
    ['s', s],
    ['f', f],
    ['r', r],
  ]
  const keys: [string, string][] = [
    ['m', m],
    ['v', v],
    ['d', d],
    ...(call.side === 'employee' ? forEmployees : []),
    ['i', i],
    ['Esc', escape],
    ['?', question],
  ]
  return (
    <Dialog title={texts.value.keyboardShortcuts} width="narrow" onClose={onClose}>
      <dl class="key-list">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt class="key">{key}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <Switch label={texts.value.useKeys} isOn={areShortcutsOn.value} onChange={switchShortcuts} />
    </Dialog>
  )
}
