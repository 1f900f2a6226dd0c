import { signal, type ReadonlySignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { DeviceList, DeviceRow } from '../../../contract/answers.ts'
import { paths } from '../../../contract/paths.ts'
import { ApiProblem } from '../../foundation/api-client.ts'
import type { Loaded } from '../../foundation/session-store.ts'
import { useConsole } from '../console.ts'

export type Devices = {
  loaded: ReadonlySignal<Loaded<readonly DeviceRow[]>>
  reload: () => Promise<void>
}

/** All devices with their codes, for administrators also those out of service; loaded when opened. */
export function useDeviceList(): Devices {
  const { api, me } = useConsole()
  const isAdministrator = me.role === 'administrator'
  const devices = useMemo(() => {
    const loaded = signal<Loaded<readonly DeviceRow[]>>({})
    const reload = async () => {
      try {
        const { items } = await api.get<DeviceList>(
          isAdministrator ? `${paths.devices}?inactive=true` : paths.devices,
        )
        loaded.value = { value: items, at: Date.now() }
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error
        loaded.value = { ...loaded.value, problem: error.problem }
      }
    }
    return { loaded, reload }
  }, [])
  useEffect(() => void devices.reload(), [devices])
  return devices
}

/** Whether every word occurs in something that is shown of the device; accents and case aside. */
export function matches(device: DeviceRow, words: string): boolean {
  const { label, serial, location, template, department, codes } = device
  const shown = [label, serial, location, template.name, department?.name]
  const text = plain([...shown, ...codes.map(({ code }) => code)].join(' '))
  return plain(words)
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
}
