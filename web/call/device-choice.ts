import { signal, type ReadonlySignal } from '@preact/signals'

export const DEVICE_KINDS = ['audioinput', 'videoinput', 'audiooutput'] as const
export type DeviceKind = (typeof DEVICE_KINDS)[number]

const STORED_AS = 'lotse.devices'

const chosen = signal(readChoice())
/** The devices that somebody has picked in this browser, by their ids; the others are its own choice. */
export const chosenDevices: ReadonlySignal<Partial<Record<DeviceKind, string>>> = chosen

/** An empty id leaves it to the browser again. */
export function rememberDevice(kind: DeviceKind, id: string): void {
  const { [kind]: _, ...others } = chosen.peek()
  chosen.value = id ? { ...others, [kind]: id } : others
  try {
    localStorage.setItem(STORED_AS, JSON.stringify(chosen.peek()))
  } catch {
    // Without storage it holds as long as the page.
  }
}

/** Nothing weaker than `exact` makes every browser take the one that was picked. */
export function pickedDevice(id: string | undefined): MediaTrackConstraints {
  return id ? { deviceId: { exact: id } } : {}
}

function readChoice(): Partial<Record<DeviceKind, string>> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED_AS) ?? '{}')
    const pairs = typeof stored === 'object' && stored !== null ? Object.entries(stored) : []
    return Object.fromEntries(pairs.filter(([kind, id]) => isKind(kind) && typeof id === 'string'))
  } catch {
    return {}
  }
}

function isKind(kind: string): boolean {
  return DEVICE_KINDS.some((each) => each === kind)
}
