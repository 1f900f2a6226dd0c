import { createHash } from 'node:crypto'
import type { Test } from 'tap'
import { API_SCOPES } from '../../domain/api-scope.ts'
import { hashPassword } from '../../api/passwords.ts'
import { insertActionButton } from '../../db/action-buttons.ts'
import { insertApiKey } from '../../db/api-keys.ts'
import { insertCode } from '../../db/codes.ts'
import { addConsentTexts } from '../../db/consents.ts'
import { forOrganisation } from '../../db/database.ts'
import { insertDevice } from '../../db/devices.ts'
import { insertEmployee, setPasswordHash } from '../../db/employees.ts'
import { createOrganisation } from '../../db/organisations.ts'
import { insertRequestFlow } from '../../db/request-flows.ts'
import { insertTemplate } from '../../db/templates.ts'
import { makeWorld } from '../db/world.ts'

export const PASSWORD = 'correct horse battery'
export const API_KEY = 'lotse_api_key_of_the_ticket_system'
export const FOREIGN_API_KEY = 'lotse_api_key_of_another_organisation'
export const CODES = {
  press: 'PRESS-7',
  lathe: 'LATHE-2',
  pinned: 'OVEN-PIN',
  off: 'OVEN-OFF',
} as const
export const PIN = '4711'

export type Town = Awaited<ReturnType<typeof makeTown>>

/** The Presswerk of test/db/world.ts, set up so that people can sign in and machines be opened. */
export async function makeTown(t: Test) {
  const world = await makeWorld(t)
  const { db, templateId, database } = world
  const passwordHash = await hashPassword(PASSWORD)
  await Promise.all(
    Object.values(world.employees).map((id) => setPasswordHash(db, id, passwordHash)),
  )
  const flowId = await insertRequestFlow(db, {
    templateId,
    title: { en: 'Get help', de: 'Hilfe holen' },
    steps: [
      { kind: 'reason', id: 'reason', isRequired: true },
      { kind: 'requester', id: 'requester', isRequired: true },
      {
        kind: 'question',
        id: 'error-code',
        title: { en: 'Error code', de: 'Fehlercode' },
        isRequired: false,
      },
      {
        kind: 'question',
        id: 'running',
        title: { en: 'Does it run?' },
        choices: [
          { en: 'Yes', de: 'Ja' },
          { en: 'No', de: 'Nein' },
        ],
        isRequired: false,
      },
      { kind: 'consent', id: 'consent', isRequired: true },
    ],
  })
  const buttonId = await insertActionButton(db, {
    requestFlowId: flowId,
    title: 'Show it by video',
  })
  const latheId = await insertDevice(db, { templateId, label: 'Lathe 2' })
  await insertCode(db, { deviceId: latheId, code: CODES.lathe })
  await insertCode(db, { deviceId: latheId, code: CODES.pinned, pinHash: await hashPassword(PIN) })
  const offCodeId = await insertCode(db, {
    deviceId: latheId,
    code: CODES.off,
    expiresAt: new Date(0),
  })
  const apiKeyId = await insertKey(db, 'Ticket system', API_KEY)
  const other = await makeOther(database, passwordHash)
  return { ...world, flowId, buttonId, latheId, offCodeId, apiKeyId, other }
}

type Db = Parameters<typeof insertApiKey>[0]

function insertKey(db: Db, name: string, key: string): Promise<string> {
  const hash = createHash('sha256').update(key).digest('hex')
  return insertApiKey(db, { name, hash, prefix: key.slice(0, 10), scopes: [...API_SCOPES] })
}

/** A second organisation, which must never see anything of the first. */
async function makeOther(database: Parameters<typeof forOrganisation>[0], passwordHash: string) {
  const organisationId = await createOrganisation(database, { name: 'Sägewerk' })
  const db = forOrganisation(database, organisationId)
  const templateId = await insertTemplate(db, { name: 'Saw' })
  await addConsentTexts(db, { templateId, version: 1, texts: { en: 'We record.' } })
  const deviceId = await insertDevice(db, { templateId, label: 'Saw 1' })
  const code = 'SAW-1111'
  await insertCode(db, { deviceId, code })
  const email = 'sara@saegewerk.example'
  await insertEmployee(db, { name: 'Sara', email, role: 'administrator', passwordHash })
  await insertKey(db, 'Foreign tickets', FOREIGN_API_KEY)
  return { db, deviceId, code, email }
}
