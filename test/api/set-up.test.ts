import t from 'tap'
import type { DeviceList, EmployeeList } from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import type {
  ApiKeyList,
  ApiKeySecret,
  AuditList,
  CodeCreated,
  Created,
  DepartmentList,
  InvitationView,
  LabelList,
  TemplateList,
} from '../../contract/set-up-views.ts'
import { idOf } from '../db/world.ts'
import { asAda, signedIn, ticketSystem, viewOf, wrongFields } from './cast.ts'
import { makeService } from './service.ts'
import { PASSWORD } from './town.ts'

const service = makeService(t)

const TEMPLATE = {
  name: 'Ovens',
  departmentId: null,
  requestsAllowed: true,
  recordingAllowed: true,
  codeUserScreenshots: false,
  ratingAllowed: true,
  ringSeconds: 30,
  maxCallSeconds: 3600,
  promisedMinutes: 10,
  emergencyPhone: '+49 421 555 0140',
  keepRecordingsDays: 30,
  consentTexts: { en: 'We record.', de: 'Wir zeichnen auf.' },
}

t.test('an administrator makes, renames and deletes a department', async (t) => {
  const { all, ada } = await asAda(await service)
  const { id } = viewOf<Created>(await ada.post(paths.departments, { body: { name: ' Ovens ' } }))
  const taken = await ada.post(paths.departments, { body: { name: 'OVENS' } })
  t.match(taken.json, { code: 'invalid', errors: [{ pointer: '/name', message: 'is taken' }] })
  t.equal((await ada.put(paths.department(id), { body: { name: 'Kilns' } })).statusCode, 204)
  const { items } = viewOf<DepartmentList>(await ada.get(paths.departments))
  t.match(items, [
    { name: 'Kilns', employees: 0, devices: 0 },
    { name: 'Sales', employees: 2 },
    { name: 'Service', employees: 3, devices: 1 },
  ])
  const used = await ada.delete(paths.department(all.town.departments.service))
  t.match(used.json, { status: 409, code: 'in_use' })
  t.equal((await ada.delete(paths.department(id))).statusCode, 204)
  t.equal((await ada.delete(paths.department(id))).statusCode, 404)
})

t.test('R30: only an administrator sets up; an attempt is written down', async (t) => {
  const { all, ada } = await asAda(await service)
  const body = { name: 'Mine' }
  for (const name of ['Anna', 'Mo']) {
    const employee = await signedIn(all, name)
    t.equal((await employee.post(paths.departments, { body })).statusCode, 404, name)
    t.equal((await employee.get(paths.auditLog)).statusCode, 404)
    t.equal((await employee.get(`${paths.employees}?inactive=true`)).statusCode, 404)
  }
  t.equal((await ticketSystem(all).post(paths.departments, body)).statusCode, 404)
  const { items } = viewOf<AuditList>(await ada.get(paths.auditLog))
  const denied = items.filter(({ action }) => action === 'denied')
  t.match(denied.at(-1), {
    actor: { kind: 'employee', name: 'Anna' },
    details: { method: 'POST', route: paths.departments },
  })
  t.match(denied[0], { actor: { kind: 'api_client' } }, 'programs too')
  t.equal(denied.length, 7)
})

t.test('an employee is invited by a link that works once', async (t) => {
  const { all, ada } = await asAda(await service)
  const body = { name: 'Nina', email: 'nina@presswerk.example', role: 'member', departmentId: null }
  const invited = viewOf<InvitationView>(await ada.post(paths.employees, { body }))
  const again = await ada.post(paths.employees, {
    body: { ...body, email: 'NINA@presswerk.example' },
  })
  t.match(again.json, { errors: [{ pointer: '/email', message: 'is taken' }] })
  const noDepartment = { ...body, email: 'n@b.example', departmentId: idOf('none') }
  t.match((await ada.post(paths.employees, { body: noDepartment })).json, {
    errors: [{ pointer: '/departmentId', message: 'does not exist' }],
  })
  const secretIn = (url: string) => url.split('#')[1] ?? ''
  const newer = viewOf<InvitationView>(await ada.post(paths.employeeInvitation(invited.employeeId)))
  const use = (url: string) => {
    const accept = { secret: secretIn(url), password: 'a long enough one' }
    return all.browser().post(paths.invitation, { body: accept })
  }
  t.equal((await use(invited.url)).statusCode, 410, 'the newer link replaces it')
  t.match((await use(newer.url)).json, { name: 'Nina', role: 'member' })
  t.equal((await use(newer.url)).statusCode, 410)
  const { items } = viewOf<EmployeeList>(await ada.get(paths.employees))
  t.match(
    items.find(({ name }) => name === 'Nina'),
    { hasAccess: true, isActive: true },
  )
})

t.test(
  'an employee who leaves is out at once, and nobody loses the last administrator',
  async (t) => {
    const { all, ada } = await asAda(await service)
    const { employees, departments } = all.town
    const olga = await signedIn(all, 'Olga')
    const gone = {
      ...{ name: 'Olga', email: 'olga@presswerk.example', role: 'member' },
      ...{ departmentId: departments.sales, isActive: false },
    }
    t.equal((await ada.put(paths.employee(employees.olga), { body: gone })).statusCode, 204)
    t.equal((await olga.get(paths.me)).statusCode, 401)
    const everybody = viewOf<EmployeeList>(await ada.get(`${paths.employees}?inactive=true`))
    t.match(
      everybody.items.find(({ name }) => name === 'Olga'),
      { isActive: false },
    )
    const me = { name: 'Ada', email: 'ada@presswerk.example', departmentId: null, isActive: true }
    const demoted = await ada.put(paths.employee(employees.ada), {
      body: { ...me, role: 'member' },
    })
    t.match(demoted.json, { errors: [{ pointer: '/role' }] })
    t.equal((await ada.post(paths.employeeInvitation(employees.olga))).statusCode, 404)
    t.equal((await ada.put(paths.employee(idOf('none')), { body: gone })).statusCode, 404)
  },
)

t.test('R22: a template has its module, and a new consent text is a new version', async (t) => {
  const { ada } = await asAda(await service)
  const { id } = viewOf<Created>(await ada.post(paths.templates, { body: TEMPLATE }))
  const read = async () => {
    const { items } = viewOf<TemplateList>(await ada.get(paths.templates))
    return items.find((each) => each.id === id)
  }
  const { consentTexts, departmentId: _, ...settings } = TEMPLATE
  t.same(await read(), {
    ...{ id, ...settings, department: null },
    consent: { version: 1, texts: consentTexts },
  })
  const changed = { ...TEMPLATE, requestsAllowed: false }
  t.equal((await ada.put(paths.template(id), { body: changed })).statusCode, 204)
  t.match(await read(), { requestsAllowed: false, consent: { version: 1 } })
  const reworded = { ...changed, consentTexts: { en: 'We really record.' } }
  t.equal((await ada.put(paths.template(id), { body: reworded })).statusCode, 204)
  t.match(await read(), { consent: { version: 2, texts: { en: 'We really record.' } } })
  const wrong = { ...TEMPLATE, ringSeconds: 1, consentTexts: {}, colour: 'red' }
  const errors = wrongFields(await ada.post(paths.templates, { body: wrong }))
  t.same(errors.toSorted(), ['/colour', '/consentTexts', '/ringSeconds'])
})

t.test(
  'R28: codes are made, printed, given a PIN, end by themselves, and are disabled',
  async (t) => {
    const { all, ada } = await asAda(await service)
    const { templateId } = all.town
    const device = {
      ...{ templateId, departmentId: null, label: 'Oven 1' },
      ...{ serial: 'OV-1', location: null },
    }
    const made = viewOf<Created>(await ada.post(paths.devices, { body: device }))
    const code = viewOf<CodeCreated>(
      await ada.post(paths.codes, { body: { deviceId: made.id, pin: '4711' } }),
    )
    t.match(code.code, /^([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$/)
    const open = (body: object) => all.browser().as('code-user').post(paths.codeAccess, { body })
    t.equal((await open({ code: code.code })).statusCode, 403)
    t.equal((await open({ code: code.code, pin: '4711' })).statusCode, 200)
    t.equal((await ada.put(paths.codePin(code.id), { body: { pin: null } })).statusCode, 204)
    t.equal((await open({ code: code.code })).statusCode, 200)
    const picture = await ada.get(paths.codeQr(code.id))
    t.match(picture.headers['content-type'], 'image/svg+xml')
    t.match(picture.body, /^<svg/)
    const short = { deviceId: made.id, validMinutes: 30 }
    const link = viewOf<CodeCreated>(await ada.post(paths.codes, { body: short }))
    t.ok(Math.abs((link.expiresAt ?? 0) - Date.now() - 30 * 60_000) < 60_000)
    t.equal((await ada.delete(paths.code(code.id))).statusCode, 204)
    t.equal((await open({ code: code.code })).statusCode, 410)
    t.equal((await open({ code: link.code })).statusCode, 200, 'the other code still works')
    const idle = { ...device, isActive: false }
    t.equal((await ada.put(paths.device(made.id), { body: idle })).statusCode, 204)
    t.equal((await open({ code: link.code })).statusCode, 410, 'the device is out of service')
    const listed = viewOf<DeviceList>(await ada.get(paths.devices))
    t.notOk(listed.items.some(({ id }) => id === made.id))
    const whole = viewOf<DeviceList>(await ada.get(`${paths.devices}?inactive=true`))
    t.match(
      whole.items.find(({ id }) => id === made.id),
      { isActive: false, label: 'Oven 1' },
    )
  },
)

t.test('labels have two languages, a colour, and are internal or public', async (t) => {
  const { all, ada } = await asAda(await service)
  const label = { name: 'Urgent', nameDe: 'Eilt', colour: 'red', isPublic: false, isActive: true }
  const { id } = viewOf<Created>(await ada.post(paths.labels, { body: label }))
  const off = { ...label, isActive: false, colour: 'amber' }
  t.equal((await ada.put(paths.label(id), { body: off })).statusCode, 204)
  const anna = await signedIn(all, 'Anna')
  t.same(viewOf<LabelList>(await anna.get(paths.labels)).items, [])
  const whole = await ada.get(`${paths.labels}?inactive=true`)
  t.same(viewOf<LabelList>(whole).items, [{ ...off, id }])
  const pink = await ada.post(paths.labels, { body: { ...label, name: 'B', colour: 'pink' } })
  t.match(pink.json, { errors: [{ pointer: '/colour' }] })
})

t.test(
  'an API key is shown once, has scopes and an end, and is rotated with overlap',
  async (t) => {
    const { all, ada } = await asAda(await service)
    const body = { name: 'Dashboard', scopes: ['sessions:read'], validDays: 30 }
    const made = viewOf<ApiKeySecret>(await ada.post(paths.apiKeys, { body }))
    const listing = await ada.get(paths.apiKeys)
    t.notMatch(listing.body, made.key)
    const { items } = viewOf<ApiKeyList>(listing)
    t.match(
      items.find(({ id }) => id === made.id),
      { ...body, validDays: undefined, isRevoked: false },
    )
    const first = ticketSystem(all, made.key)
    t.equal((await first.get(paths.sessions)).statusCode, 200)
    const create = await first.post(paths.sessions, { deviceId: all.town.deviceId })
    t.match(create.json, { status: 403, code: 'scope_missing' })
    t.equal((await first.get(paths.devices)).statusCode, 403)
    t.equal((await ticketSystem(all).get(paths.devices)).statusCode, 200)
    const rotation = paths.apiKeyRotation(made.id)
    const next = viewOf<ApiKeySecret>(await ada.post(rotation, { body: { overlapHours: 24 } }))
    t.equal(next.id, made.id, 'the client stays the same')
    t.equal((await first.get(paths.sessions)).statusCode, 200, 'for a while')
    t.equal((await ticketSystem(all, next.key).get(paths.sessions)).statusCode, 200)
    const last = viewOf<ApiKeySecret>(await ada.post(rotation, { body: { overlapHours: 0 } }))
    t.equal((await ticketSystem(all, next.key).get(paths.sessions)).statusCode, 401)
    t.equal((await ada.delete(paths.apiKey(made.id))).statusCode, 204)
    t.equal((await ticketSystem(all, last.key).get(paths.sessions)).statusCode, 401)
    t.equal((await ada.post(rotation, { body: { overlapHours: 0 } })).statusCode, 404)
  },
)

t.test('T4: another organisation’s set-up does not exist', async (t) => {
  const all = await service
  const { other, departments, templateId, flowId, buttonId, apiKeyId } = all.town
  const { deviceId, offCodeId, employees } = all.town
  const sara = all.browser()
  const body = { email: other.email, password: PASSWORD }
  t.equal((await sara.post(paths.login, { body })).statusCode, 200)
  const name = { name: 'Stolen' }
  t.equal((await sara.put(paths.department(departments.sales), { body: name })).statusCode, 404)
  t.equal((await sara.put(paths.template(templateId), { body: TEMPLATE })).statusCode, 404)
  const steps = [{ kind: 'reason', id: 'reason', isRequired: true }]
  const flow = { title: { en: 'Stolen' }, steps, position: 0 }
  t.equal((await sara.put(paths.requestFlow(flowId), { body: flow })).statusCode, 404)
  t.equal((await sara.delete(paths.actionButton(buttonId))).statusCode, 404)
  t.equal((await sara.delete(paths.apiKey(apiKeyId))).statusCode, 404)
  t.equal((await sara.delete(paths.code(offCodeId))).statusCode, 404)
  t.equal((await sara.get(paths.codeQr(offCodeId))).statusCode, 404)
  t.equal((await sara.post(paths.employeeInvitation(employees.anna))).statusCode, 404)
  const code = await sara.post(paths.codes, { body: { deviceId } })
  t.match(code.json, { errors: [{ pointer: '/deviceId', message: 'does not exist' }] })
  const device = { label: 'X', serial: null, location: null, departmentId: null, templateId }
  const made = await sara.post(paths.devices, { body: device })
  t.match(made.json, { errors: [{ pointer: '/templateId', message: 'does not exist' }] })
  const lists = [paths.departments, paths.employees, paths.templates, paths.devices, paths.labels]
  for (const path of [...lists, paths.actionButtons, paths.apiKeys, paths.auditLog]) {
    const { body } = await sara.get(path)
    t.notMatch(body, /Presswerk|Service|Anna|Press/, path)
  }
})

t.test('the own logins are listed and ended from elsewhere', async (t) => {
  const all = await service
  const [here, there] = [await signedIn(all, 'Paul'), await signedIn(all, 'Paul')]
  const rows = (await here.get(paths.logins)).json as { items: { id: string; isThis: boolean }[] }
  t.equal(rows.items.length, 2)
  const other = rows.items.find(({ isThis }) => !isThis)?.id ?? ''
  const max = await signedIn(all, 'Max')
  t.equal((await max.delete(paths.loginOf(other))).statusCode, 404, 'not theirs')
  t.equal((await there.get(paths.me)).statusCode, 200)
  t.equal((await here.delete(paths.loginOf(other))).statusCode, 204)
  t.equal((await there.get(paths.me)).statusCode, 401)
})
