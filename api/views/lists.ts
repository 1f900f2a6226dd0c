import type { DeviceRow, EmployeeRow } from '../../contract/answers.ts'
import { pages } from '../../contract/paths.ts'
import type { MeView, NotificationView, SessionRow } from '../../contract/views.ts'
import type { listEmployees } from '../../db/employees.ts'
import type { findNotification } from '../../db/notifications.ts'
import type { SessionListItem } from '../../db/session-list.ts'
import type { EmployeeCaller } from '../caller.ts'

type Row<F extends (...parameters: never[]) => Promise<unknown>> =
  Awaited<ReturnType<F>> extends (infer Item)[] ? Item : NonNullable<Awaited<ReturnType<F>>>

/** `signOutUrl` is the provider's, and of no use to whoever signed in with a password. */
export function meView(employee: EmployeeCaller, signOutUrl: string | null): MeView {
  const { id, name, email, role, language, db, organisationName } = employee
  return {
    id,
    name,
    email,
    role,
    organisation: { id: db.organisationId, name: organisationName },
    department: department(employee),
    language,
    signOutUrl: employee.isByProvider ? signOutUrl : null,
  }
}

export function sessionRow({ createdAt, statusSince, ...item }: SessionListItem): SessionRow {
  return { ...item, createdAt: createdAt.getTime(), statusSince: statusSince.getTime() }
}

export function notificationView(row: Row<typeof findNotification>): NotificationView {
  return {
    id: row.id,
    event: row.event,
    at: row.createdAt.getTime(),
    isRead: row.readAt !== null,
    session: { id: row.sessionId, number: row.sessionNumber, deviceLabel: row.deviceLabel },
    by: row.byName,
  }
}

export function employeeRow(row: Row<typeof listEmployees>): EmployeeRow {
  const { id, name, email, role, disabledAt, hasPassword: hasAccess } = row
  const isActive = disabledAt === null
  return { id, name, email, role, department: department(row), isActive, hasAccess }
}

export type DeviceWithCodes = {
  id: string
  label: string
  serial: string | null
  location: string | null
  templateId: string
  templateName: string
  departmentId: string | null
  departmentName: string | null
  ownDepartmentId: string | null
  disabledAt: Date | null
  codes: {
    id: string
    code: string
    hasPin: boolean
    expiresAt: Date | null
    disabledAt: Date | null
  }[]
}

export function deviceRow(device: DeviceWithCodes, publicUrl: string): DeviceRow {
  const { id, label, serial, location, templateId, templateName } = device
  return {
    id,
    label,
    serial,
    location,
    template: { id: templateId, name: templateName },
    department: department(device),
    ownDepartmentId: device.ownDepartmentId,
    isActive: device.disabledAt === null,
    codes: device.codes.map(({ id, code, hasPin, expiresAt, disabledAt }) => ({
      id,
      code,
      url: `${publicUrl}${pages.code(code)}`,
      hasPin,
      expiresAt: expiresAt?.getTime() ?? null,
      isDisabled: disabledAt !== null,
    })),
  }
}

function department(row: { departmentId: string | null; departmentName: string | null }) {
  const { departmentId, departmentName } = row
  return departmentId && departmentName ? { id: departmentId, name: departmentName } : null
}
