import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { DeviceList, DeviceRow, EmployeeList, EmployeeRow } from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import type { LabelList } from '../../contract/set-up-views.ts'
import type { LabelView } from '../../contract/labels.ts'
import { ApiProblem } from '../foundation/api-client.ts'
import { useConsole } from './console.ts'

const employees = signal<readonly EmployeeRow[]>([])
const devices = signal<readonly DeviceRow[]>([])
const labels = signal<readonly LabelView[]>([])
const FRESH_FOR_MS = 60_000
let employeesAt = 0
let devicesAt = 0
let labelsAt = 0

/** For choosing somebody; empty until loaded. */
export function useEmployees(): readonly EmployeeRow[] {
  const { api } = useConsole()
  useEffect(() => {
    if (Date.now() - employeesAt < FRESH_FOR_MS) return
    employeesAt = Date.now()
    api.get<EmployeeList>(paths.employees).then(({ items }) => (employees.value = items), ignored)
  }, [])
  return employees.value
}

/** For choosing a device; empty until loaded. */
export function useDevices(): readonly DeviceRow[] {
  const { api } = useConsole()
  useEffect(() => {
    if (Date.now() - devicesAt < FRESH_FOR_MS) return
    devicesAt = Date.now()
    api.get<DeviceList>(paths.devices).then(({ items }) => (devices.value = items), ignored)
  }, [])
  return devices.value
}

/** For choosing labels; empty until loaded. */
export function useLabels(): readonly LabelView[] {
  const { api } = useConsole()
  useEffect(() => {
    if (Date.now() - labelsAt < FRESH_FOR_MS) return
    labelsAt = Date.now()
    api.get<LabelList>(paths.labels).then(({ items }) => (labels.value = items), ignored)
  }, [])
  return labels.value
}

// The choice stays as short as it was; whoever opens the page again asks again.
function ignored(error: unknown): void {
  if (!(error instanceof ApiProblem)) throw error
  employeesAt = 0
  devicesAt = 0
  labelsAt = 0
}
