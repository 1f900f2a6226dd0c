import t from 'tap'
import { isPassword } from '../../../api/passwords.ts'
import { ensureDemoOrganisation } from '../../../bin/start/demo-organisation.ts'
import { DEMO_DEVICES, DEMO_EMPLOYEES } from '../../../bin/start/demo-data.ts'
import { findActionButton } from '../../../db/action-buttons.ts'
import { findApiKey } from '../../../db/api-keys.ts'
import { findCode } from '../../../db/codes.ts'
import { loadConsentText } from '../../../db/consents.ts'
import { forOrganisation, makeDatabase } from '../../../db/database.ts'
import { secretHash } from '../../../db/derived-secrets.ts'
import { listDevices } from '../../../db/devices.ts'
import { findEmployeeByEmail, listEmployees } from '../../../db/employees.ts'
import { listOrganisations } from '../../../db/organisations.ts'
import { makeTestDatabase } from '../../support/servers.ts'

const demo = { demoKey: 'the key of this demo', isProduction: false }

t.test('the demo organisation', async (t) => {
  const database = makeDatabase({ url: await makeTestDatabase(t), applicationName: 'test' })
  t.teardown(() => database.destroy())
  const made = await ensureDemoOrganisation(database, demo)
  const db = forOrganisation(database, made.organisationId)

  t.test('has employees who can sign in, and an administrator', async (t) => {
    for (const { email, password } of made.employees) {
      const employee = await findEmployeeByEmail(database, email)
      t.ok(await isPassword(password, employee?.passwordHash ?? null), email)
      t.notOk(await isPassword('lotse', employee?.passwordHash ?? null), email)
    }
    t.ok(made.employees.some(({ role }) => role === 'administrator'))
  })

  t.test('has codes that lead to devices with flows and a consent text', async (t) => {
    t.equal(made.codes.length, DEMO_DEVICES.length)
    for (const { code, flows } of made.codes) {
      const found = await findCode(database, code)
      t.ok(found?.isUsable)
      t.ok(flows.length > 0)
      const text = await loadConsentText(db, {
        templateId: found?.templateId ?? '',
        language: 'de',
      })
      t.equal(text.language, 'de')
    }
  })

  t.test('has an action button and an API key that work', async (t) => {
    const [button] = made.actionButtons
    t.ok(await findActionButton(db, button?.id ?? ''))
    t.ok(made.codes.some(({ code }) => code === button?.code))
    t.same((await findApiKey(database, secretHash(made.apiKey)))?.scopes, [
      ...['sessions', 'drafts', 'devices:read'],
    ])
  })

  t.test('is the same after a second start', async (t) => {
    t.same(await ensureDemoOrganisation(database, demo), made)
    t.equal((await listOrganisations(database)).length, 1)
    t.equal((await listEmployees(db)).length, DEMO_EMPLOYEES.length)
    t.equal((await listDevices(db)).length, DEMO_DEVICES.length)
  })

  t.test('is refused in production', async (t) => {
    const attempt = ensureDemoOrganisation(database, { ...demo, isProduction: true })
    await t.rejects(attempt, /NODE_ENV=production/)
  })
})
