import { DeviceList } from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import { DeviceInput, NewDevice, SetUpQuery } from '../../contract/set-up.ts'
import { listCodesOf } from '../../db/codes.ts'
import { changeDevice, insertDevice, listDevices } from '../../db/devices.ts'
import type { App } from '../app-type.ts'
import { administratorOf, deviceReaderOf } from '../caller.ts'
import type { RouteContext } from '../route-context.ts'
import { answering, named } from '../schemas.ts'
import { changes, changeSetUp, makes, SET_UP_TAGS } from '../set-up.ts'
import { deviceRow } from '../views/lists.ts'

const KIND = 'device'
const references = {
  devices_organisation_id_template_id_fkey: '/templateId',
  devices_organisation_id_department_id_fkey: '/departmentId',
}

/** The machines. One that is gone is taken out of service: its sessions stay. */
export function deviceRoutes(app: App, { settings }: RouteContext): void {
  app.get(
    paths.devices,
    {
      config: { scope: 'devices:read' },
      schema: {
        tags: SET_UP_TAGS,
        summary: 'Devices with their codes; for administrators also those out of service',
        querystring: SetUpQuery,
        response: answering({ 200: named(DeviceList) }),
      },
    },
    async (request) => {
      const { q = '', inactive: isWithInactive = false } = request.query
      const { db } = isWithInactive ? await administratorOf(request) : deviceReaderOf(request)
      const devices = await listDevices(db, { q, isWithInactive })
      const ids = devices.map(({ id }) => id)
      const codes = await listCodesOf(db, ids)
      const items = devices.map((device) => {
        const own = codes.filter(({ deviceId }) => deviceId === device.id)
        return deviceRow({ ...device, codes: own }, settings.publicUrl)
      })
      return { items }
    },
  )

  app.post(paths.devices, { schema: makes('Make a device', NewDevice) }, async (request, reply) => {
    const device = trimmed(request.body)
    void reply.code(201)
    return changeSetUp(request, { action: 'device_made', kind: KIND, references }, (db) =>
      insertDevice(db, device),
    )
  })

  app.put(
    paths.device(':id'),
    { schema: changes('Change a device, or take it out of service', DeviceInput) },
    async (request, reply) => {
      const { id } = request.params
      const device = trimmed(request.body)
      const { templateId, departmentId, isActive } = device
      const details = { templateId, departmentId, isActive }
      const change = { action: 'device_changed', kind: KIND, id, details, references }
      await changeSetUp(request, change, (db) => changeDevice(db, id, device))
      return reply.code(204).send()
    },
  )
}

function trimmed<Device extends { label: string; serial: string | null; location: string | null }>(
  device: Device,
): Device {
  const { label, serial, location } = device
  return {
    ...device,
    label: label.trim(),
    serial: serial?.trim() ?? null,
    location: location?.trim() ?? null,
  }
}
