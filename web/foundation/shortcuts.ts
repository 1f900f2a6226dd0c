import { signal, type ReadonlySignal } from '@preact/signals'

const STORED_AS = 'lotse.shortcuts'

const isOn = signal(stored())
/** Single letters on the call screen; somebody who dictates or types by accident switches them off. */
export const areShortcutsOn: ReadonlySignal<boolean> = isOn

export function switchShortcuts(next: boolean): void {
  isOn.value = next
  try {
    localStorage.setItem(STORED_AS, next ? 'on' : 'off')
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

function stored(): boolean {
  try {
    return localStorage.getItem(STORED_AS) !== 'off'
  } catch {
    return true
  }
}
