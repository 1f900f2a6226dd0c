import { sql } from 'kysely'
import type { ModuleSettings } from '../domain/session-state.ts'
import type { OrganisationDatabase } from './database.ts'

export type NewDevice = {
  templateId: string
  label: string
  serial?: string | null
  location?: string | null
  departmentId?: string | null
}

export async function insertDevice(db: OrganisationDatabase, device: NewDevice): Promise<string> {
  const { id } = await db
    .insertInto('devices')
    .values({ ...device, organisationId: db.organisationId })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export type DeviceContent = Required<NewDevice> & { isActive: boolean }

/** Out of service its codes give nothing; sessions that are there go on. False when there is none. */
export async function changeDevice(
  db: OrganisationDatabase,
  id: string,
  { isActive, ...device }: DeviceContent,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('devices')
    .set({ ...device, disabledAt: isActive ? null : sql<Date>`now()` })
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** By label; `q` narrows to labels and serials that contain it. Those out of service only if wanted. */
export async function listDevices(
  db: OrganisationDatabase,
  { q = '', isWithInactive = false }: { q?: string; isWithInactive?: boolean } = {},
) {
  return selectDevices(db)
    .$if(!isWithInactive, (query) => query.where('d.disabledAt', 'is', null))
    .where(sql<boolean>`strpos(d.folded, search_fold(${q.trim()}::text)) > 0`)
    .orderBy('d.label')
    .orderBy('d.id')
    .limit(500)
    .execute()
}

export async function findDevice(db: OrganisationDatabase, id: string) {
  return selectDevices(db).where('d.id', '=', id).executeTakeFirst()
}

/** What a new session copies from the device's template. */
export async function findModuleSettings(
  db: OrganisationDatabase,
  deviceId: string,
): Promise<(ModuleSettings & { templateId: string }) | undefined> {
  return db
    .selectFrom('devices as d')
    .innerJoin('templates as t', 't.id', 'd.templateId')
    .select([
      't.id as templateId',
      't.requestsAllowed',
      't.recordingAllowed',
      't.codeUserScreenshots',
      't.ratingAllowed',
      't.ringSeconds',
      't.maxCallSeconds',
    ])
    .where('d.id', '=', deviceId)
    .where('d.disabledAt', 'is', null)
    .executeTakeFirst()
}

function selectDevices(db: OrganisationDatabase) {
  return db
    .selectFrom('devices as d')
    .innerJoin('templates as t', 't.id', 'd.templateId')
    .leftJoin('departments', (join) =>
      join.on((eb) =>
        eb('departments.id', '=', eb.fn.coalesce('d.departmentId', 't.departmentId')),
      ),
    )
    .select([
      'd.id',
      'd.label',
      'd.serial',
      'd.location',
      't.id as templateId',
      't.name as templateName',
      't.emergencyPhone',
      'departments.id as departmentId',
      'departments.name as departmentName',
      'd.departmentId as ownDepartmentId',
      'd.disabledAt',
    ])
}
