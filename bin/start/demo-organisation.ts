import { createHmac } from 'node:crypto'
import { hashPassword } from '../../api/passwords.ts'
import { insertActionButton, listActionButtons } from '../../db/action-buttons.ts'
import { insertApiKey, listApiKeys } from '../../db/api-keys.ts'
import { findCode, insertCode } from '../../db/codes.ts'
import { addConsentTexts } from '../../db/consents.ts'
import { forOrganisation, type Database, type OrganisationDatabase } from '../../db/database.ts'
import { secretHash } from '../../db/derived-secrets.ts'
import { insertDevice, listDevices } from '../../db/devices.ts'
import { findEmployeeByEmail, insertEmployee, setPasswordHash } from '../../db/employees.ts'
import { insertLabel, listLabels } from '../../db/labels.ts'
import {
  createOrganisation,
  insertDepartment,
  listDepartments,
  listOrganisations,
} from '../../db/organisations.ts'
import { insertRequestFlow, listRequestFlows } from '../../db/request-flows.ts'
import type { Texts } from '../../domain/request-flow.ts'
import { insertTemplate, listTemplates } from '../../db/templates.ts'
import {
  DEMO_ACTION_BUTTONS,
  DEMO_API_KEY_NAME,
  DEMO_API_SCOPES,
  DEMO_CONSENT_TEXTS,
  DEMO_DEPARTMENTS,
  DEMO_DEVICES,
  DEMO_EMPLOYEES,
  DEMO_KEEP_RECORDINGS_DAYS,
  DEMO_LABELS,
  DEMO_ORGANISATION,
  DEMO_TEMPLATES,
  type DemoDevice,
  type DemoEmployee,
  type DemoTemplate,
} from './demo-data.ts'

/** What `.lotse/run.json` tells about the demo organisation. */
export interface DemoOrganisation {
  readonly organisationId: string
  readonly apiKey: string
  readonly employees: readonly { name: string; email: string; password: string; role: string }[]
  readonly codes: readonly {
    device: string
    deviceId: string
    code: string
    flows: readonly DemoFlowLink[]
  }[]
  readonly actionButtons: readonly { id: string; title: string; code: string }[]
}

export interface DemoFlowLink {
  readonly id: string
  readonly title: string
}

/*
 * Every row is looked for by its name before it is made, and every secret is derived from one key:
 * a seed that was cut short goes on where it stopped, and a second start finds everything as it was.
 */

/** Makes what is missing of the demo organisation. Never on a production system: its keys are on disk. */
export async function ensureDemoOrganisation(
  database: Database,
  { demoKey, isProduction }: { demoKey: string; isProduction: boolean },
): Promise<DemoOrganisation> {
  if (isProduction) throw new Error('The demo organisation is not made with NODE_ENV=production')
  const db = await ensureOrganisation(database)
  const departments = await ensureDepartments(db)
  const employees = await ensureEmployees({ database, db, departments, demoKey })
  const templates = await ensureTemplates(db, departments)
  await ensureLabels(db)
  const apiKey = secretOf(demoKey, 'api key', 32)
  await ensureApiKey(db, apiKey)
  const codes = await ensureDevices({ database, db, templates, demoKey })
  const actionButtons = await ensureActionButtons(db, templates)
  return {
    organisationId: db.organisationId,
    apiKey,
    employees,
    codes: codes.map(({ device, deviceId, code, template }) => {
      return { device, deviceId, code, flows: template.flows }
    }),
    actionButtons: actionButtons.map(({ id, title, template }) => {
      const code = codes.find((each) => each.template === template)?.code ?? ''
      return { id, title, code }
    }),
  }
}

async function ensureOrganisation(database: Database): Promise<OrganisationDatabase> {
  const organisations = await listOrganisations(database)
  const found = organisations.find(({ name }) => name === DEMO_ORGANISATION)
  const id = found?.id ?? (await createOrganisation(database, { name: DEMO_ORGANISATION }))
  return forOrganisation(database, id)
}

type Ids = ReadonlyMap<string, string>

async function ensureDepartments(db: OrganisationDatabase): Promise<Ids> {
  const ids = new Map((await listDepartments(db)).map(({ id, name }) => [name, id]))
  for (const name of DEMO_DEPARTMENTS) {
    if (!ids.has(name)) ids.set(name, await insertDepartment(db, name))
  }
  return ids
}

interface EmployeesToEnsure {
  readonly database: Database
  readonly db: OrganisationDatabase
  readonly departments: Ids
  readonly demoKey: string
}

async function ensureEmployees({ database, db, departments, demoKey }: EmployeesToEnsure) {
  const ensure = async (employee: DemoEmployee) => {
    const { name, email, role, language, department } = employee
    const password = secretOf(demoKey, `password ${email}`, 12)
    const found = await findEmployeeByEmail(database, email)
    const departmentId = department === null ? null : (departments.get(department) ?? null)
    const id =
      found?.id ?? (await insertEmployee(db, { name, email, role, language, departmentId }))
    // Only where there is none: somebody may have changed it.
    if (!found?.passwordHash) await setPasswordHash(db, id, await hashPassword(password))
    return { name, email, password, role }
  }
  return Promise.all(DEMO_EMPLOYEES.map(ensure))
}

interface EnsuredTemplate {
  readonly id: string
  readonly name: string
  readonly flows: readonly DemoFlowLink[]
}

async function ensureTemplates(
  db: OrganisationDatabase,
  departments: Ids,
): Promise<EnsuredTemplate[]> {
  const present = new Map((await listTemplates(db)).map((template) => [template.name, template]))
  const ensured: EnsuredTemplate[] = []
  for (const template of DEMO_TEMPLATES) {
    const found = present.get(template.name)
    const id = found?.id ?? (await insertDemoTemplate(db, departments, template))
    ensured.push({ id, name: template.name, flows: await ensureFlows(db, id, template) })
  }
  return ensured
}

async function insertDemoTemplate(
  db: OrganisationDatabase,
  departments: Ids,
  { name, department, emergencyPhone, promisedMinutes }: DemoTemplate,
): Promise<string> {
  const templateId = await insertTemplate(db, {
    name,
    departmentId: departments.get(department) ?? null,
    emergencyPhone,
    promisedMinutes,
    keepRecordingsDays: DEMO_KEEP_RECORDINGS_DAYS,
  })
  await addConsentTexts(db, { templateId, version: 1, texts: DEMO_CONSENT_TEXTS })
  return templateId
}

async function ensureFlows(
  db: OrganisationDatabase,
  templateId: string,
  template: DemoTemplate,
): Promise<DemoFlowLink[]> {
  const present = await listRequestFlows(db, templateId)
  const ensured: DemoFlowLink[] = []
  for (const [position, { title, steps }] of template.flows.entries()) {
    const found = present.find((flow) => flow.title.en === title.en)
    const flow = { templateId, title, steps: [...steps], position }
    ensured.push({ id: found?.id ?? (await insertRequestFlow(db, flow)), title: englishOf(title) })
  }
  return ensured
}

function englishOf(title: Texts): string {
  return title.en ?? ''
}

async function ensureLabels(db: OrganisationDatabase): Promise<void> {
  const present = new Set((await listLabels(db)).map(({ name }) => name))
  for (const name of DEMO_LABELS) if (!present.has(name)) await insertLabel(db, name)
}

async function ensureApiKey(db: OrganisationDatabase, apiKey: string): Promise<void> {
  const hash = secretHash(apiKey)
  // Whatever became of it: somebody may have rotated or revoked it.
  if ((await listApiKeys(db)).some(({ name }) => name === DEMO_API_KEY_NAME)) return
  const prefix = apiKey.slice(0, 6)
  await insertApiKey(db, { name: DEMO_API_KEY_NAME, hash, prefix, scopes: [...DEMO_API_SCOPES] })
}

interface DevicesToEnsure {
  readonly database: Database
  readonly db: OrganisationDatabase
  readonly templates: readonly EnsuredTemplate[]
  readonly demoKey: string
}

async function ensureDevices({ database, db, templates, demoKey }: DevicesToEnsure) {
  const present = new Map((await listDevices(db)).map(({ label, id }) => [label, id]))
  const ensured = []
  for (const device of DEMO_DEVICES) {
    const template = templateNamed(templates, device.template)
    const deviceId = present.get(device.label) ?? (await insertDemoDevice(db, template, device))
    const code = secretOf(demoKey, `code ${device.serial}`, 12)
    if (!(await findCode(database, code))) await insertCode(db, { deviceId, code })
    ensured.push({ device: device.label, deviceId, code, template })
  }
  return ensured
}

function insertDemoDevice(
  db: OrganisationDatabase,
  template: EnsuredTemplate,
  { label, serial, location }: DemoDevice,
): Promise<string> {
  return insertDevice(db, { templateId: template.id, label, serial, location })
}

async function ensureActionButtons(
  db: OrganisationDatabase,
  templates: readonly EnsuredTemplate[],
) {
  const present = new Map((await listActionButtons(db)).map(({ title, id }) => [title, id]))
  const ensured = []
  for (const { title, template: name } of DEMO_ACTION_BUTTONS) {
    const template = templateNamed(templates, name)
    const [flow] = template.flows
    if (!flow) throw new Error(`The demo template ${name} has no request flow`)
    const id =
      present.get(title) ?? (await insertActionButton(db, { requestFlowId: flow.id, title }))
    ensured.push({ id, title, template })
  }
  return ensured
}

function templateNamed(templates: readonly EnsuredTemplate[], name: string): EnsuredTemplate {
  const found = templates.find((template) => template.name === name)
  if (!found) throw new Error(`There is no demo template ${name}`)
  return found
}

/** Letters and digits that cannot be taken for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'

function secretOf(demoKey: string, purpose: string, length: number): string {
  const bytes = createHmac('sha512', demoKey).update(purpose).digest().subarray(0, length)
  return [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
}
