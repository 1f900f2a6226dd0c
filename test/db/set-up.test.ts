import t from 'tap'
import { findActionButton, insertActionButton, listActionButtons } from '../../db/action-buttons.ts'
import { addConsentTexts, loadConsentText } from '../../db/consents.ts'
import { findDevice, findModuleSettings, insertDevice, listDevices } from '../../db/devices.ts'
import { deleteExpiredDrafts, findDraft, insertDraft } from '../../db/drafts.ts'
import { insertLabel, listLabels, listSessionLabels } from '../../db/labels.ts'
import { listDepartments, listOrganisations } from '../../db/organisations.ts'
import { findRequestFlow, insertRequestFlow, listRequestFlows } from '../../db/request-flows.ts'
import type { FlowStep } from '../../domain/request-flow.ts'
import { changeTemplate, findTemplate, insertTemplate, listTemplates } from '../../db/templates.ts'
import { changeEmployeeAccess } from '../../db/employees.ts'
import { findFirstSeen, findRecipients, listRecipients, markSeen } from '../../db/recipients.ts'
import { commitNewSession, idOf, makeWorld } from './world.ts'

t.test('R5: recipients are the device’s department, else the template’s, else all', async (t) => {
  const { db, deviceId, employees, departments, templateId } = await makeWorld(t)
  const { service, sales } = departments
  await changeEmployeeAccess(db, employees.max, { isDisabled: true })
  const ofDevice = { rule: 'device_department', departmentId: service }
  t.same(await findRecipients(db, deviceId), [
    { id: employees.anna, because: ofDevice },
    { id: employees.mo, because: ofDevice },
  ])
  const bare = await insertDevice(db, { templateId, label: 'Bare' })
  const all = await findRecipients(db, bare)
  t.equal(all.length, 5)
  t.same(all[0]?.because, { rule: 'organisation' })
  await changeTemplate(db, templateId, { departmentId: sales })
  const ofTemplate = { rule: 'template_department', departmentId: sales }
  t.same(await findRecipients(db, bare), [
    { id: employees.ada, because: ofTemplate },
    { id: employees.paul, because: ofTemplate },
  ])
})

t.test('R10: who received the request, why, and who has looked', async (t) => {
  const world = await makeWorld(t)
  const { sessionId } = await commitNewSession(world, 'one')
  t.equal(await findFirstSeen(world.db, sessionId), undefined)
  await markSeen(world.db, { sessionId, employeeId: world.employees.max })
  await markSeen(world.db, { sessionId, employeeId: world.employees.max })
  t.match(await listRecipients(world.db, sessionId), [
    { name: 'Anna', rule: 'device_department', departmentName: 'Service', seenAt: null },
    { name: 'Max', seenAt: Date },
  ])
  t.equal((await findFirstSeen(world.db, sessionId))?.name, 'Max')
})

t.test('a device names its template and its department', async (t) => {
  const { db, deviceId, departments, templateId } = await makeWorld(t)
  t.match(await findDevice(db, deviceId), {
    label: 'Press 7 Café',
    templateName: 'Press',
    departmentId: departments.service,
    departmentName: 'Service',
  })
  t.equal(await findDevice(db, idOf('none')), undefined)
  await insertDevice(db, { templateId, label: 'Lathe' })
  t.same(
    (await listDevices(db)).map(({ label }) => label),
    ['Lathe', 'Press 7 Café'],
  )
  t.same(
    (await listDevices(db, { q: 'cafe' })).map(({ label }) => label),
    ['Press 7 Café'],
  )
  t.same((await listDevices(db, { q: 'px-0007' })).length, 1, 'by serial')
})

t.test('R22: a template says what its sessions may do', async (t) => {
  const { db, deviceId, templateId } = await makeWorld(t)
  t.match(await findModuleSettings(db, deviceId), {
    templateId,
    requestsAllowed: true,
    ringSeconds: 45,
  })
  await changeTemplate(db, templateId, { requestsAllowed: false, ringSeconds: 20 })
  t.match(await findModuleSettings(db, deviceId), { requestsAllowed: false, ringSeconds: 20 })
  t.match(await findTemplate(db, templateId), { name: 'Press', promisedMinutes: 15 })
  await insertTemplate(db, { name: 'Lathe' })
  t.same(
    (await listTemplates(db)).map(({ name }) => name),
    ['Lathe', 'Press'],
  )
})

t.test('a consent text has a version, and the old one stays readable', async (t) => {
  const { db, templateId } = await makeWorld(t)
  const read = (language: string) => loadConsentText(db, { templateId, language })
  const known = { version: 1, language: 'de', body: 'Wir zeichnen auf, um zu lernen.' }
  t.same(await read('de'), { ...known, keepRecordingsDays: null })
  t.equal((await read('fr')).language, 'de', 'an unknown language gets the first there is')
  await addConsentTexts(db, { templateId, version: 2, texts: { en: 'New words.' } })
  const changed = { version: 2, language: 'en', body: 'New words.' }
  t.same(await read('de'), { ...changed, keepRecordingsDays: null })
  const change = db.updateTable('consentTexts').set({ body: 'Forged.' }).execute()
  await t.rejects(change, /append-only/)
})

t.test('R4: flows keep their titles, steps and order', async (t) => {
  const { db, templateId } = await makeWorld(t)
  const steps: FlowStep[] = [
    { kind: 'reason', id: 'reason', isRequired: true },
    {
      kind: 'question',
      id: 'noise',
      title: { en: 'Noise?' },
      choices: [{ en: 'yes' }],
      isRequired: false,
    },
  ]
  const flow = { templateId, steps }
  const second = await insertRequestFlow(db, { ...flow, title: { en: 'Repair' }, position: 2 })
  const title = { en: 'Help', de: 'Hilfe' }
  const first = await insertRequestFlow(db, { ...flow, title, position: 1 })
  const listed = await listRequestFlows(db, templateId)
  t.same(
    listed.map(({ id }) => id),
    [first, second],
  )
  t.same(listed[0], { id: first, templateId, title, steps, version: 1, position: 1 })
  t.same(await findRequestFlow(db, idOf('none')), undefined)
})

t.test('R2: an action button leads to a flow that is there', async (t) => {
  const { db, templateId } = await makeWorld(t)
  const flow = await insertRequestFlow(db, { templateId, title: { en: 'Help' }, steps: [] })
  const id = await insertActionButton(db, { requestFlowId: flow, title: 'Ask a person' })
  t.same(await findActionButton(db, id), {
    id,
    title: 'Ask a person',
    requestFlowId: flow,
    templateId,
  })
  t.equal((await listActionButtons(db)).length, 1)
  await db
    .updateTable('requestFlows')
    .set({ disabledAt: new Date() })
    .where('id', '=', flow)
    .execute()
  t.equal(await findActionButton(db, id), undefined)
  t.same(await listActionButtons(db), [])
})

t.test('a draft belongs to its code and goes with its time', async (t) => {
  const { database, db, templateId, codeId } = await makeWorld(t)
  const requestFlowId = await insertRequestFlow(db, {
    templateId,
    title: { en: 'Help' },
    steps: [],
  })
  const actionButtonId = await insertActionButton(db, { requestFlowId, title: 'Ask' })
  const draft = {
    actionButtonId,
    requestFlowId,
    flowVersion: 1,
    codeId,
    answers: { reason: 'Leak' },
    transcript: 'Hello',
  }
  const id = await insertDraft(db, { ...draft, expiresAt: new Date(Date.now() + 60_000) })
  const old = await insertDraft(db, { ...draft, expiresAt: new Date(Date.now() - 60_000) })
  t.match(await findDraft(db, { id, codeId }), { answers: { reason: 'Leak' }, transcript: 'Hello' })
  t.equal(await findDraft(db, { id, codeId: idOf('other code') }), undefined)
  t.equal(await findDraft(db, { id: old, codeId }), undefined)
  t.equal(await deleteExpiredDrafts(database), 1)
})

t.test('labels are unique to the eye', async (t) => {
  const world = await makeWorld(t)
  const id = await insertLabel(world.db, 'Öl')
  await t.rejects(insertLabel(world.db, 'OL'), /duplicate/)
  await insertLabel(world.db, 'Akut')
  t.same(
    (await listLabels(world.db)).map(({ name }) => name),
    ['Akut', 'Öl'],
  )
  const { sessionId } = await commitNewSession(world, 'one', { state: { labels: [id] } })
  const label = { id, name: 'Öl', nameDe: null, colour: 'grey', isPublic: false }
  t.same(await listSessionLabels(world.db, sessionId), [label])
  t.same(
    (await listDepartments(world.db)).map(({ name }) => name),
    ['Sales', 'Service'],
  )
  t.match(await listOrganisations(world.database), [
    { id: world.organisationId, name: 'Presswerk' },
  ])
})
