import { spawnSync } from 'node:child_process'
import t from 'tap'
import { forOrganisation, makeDatabase } from '../../db/database.ts'
import { secretHash } from '../../db/derived-secrets.ts'
import { findEmployee } from '../../db/employees.ts'
import { useOneTimeLink } from '../../db/logins.ts'
import { listOrganisations } from '../../db/organisations.ts'
import { makeTestDatabase } from '../support/servers.ts'

const CREATE = ['create', '--name', 'Nordhafen Foods', '--admin-email', 'tomas@nordhafen.example']

t.test('an organisation begins with a link for its administrator', async (t) => {
  const url = await makeTestDatabase(t)
  const database = makeDatabase({ url })
  t.teardown(() => database.destroy())
  const organisation = (...args: string[]) => {
    const env = {
      ...process.env,
      LOTSE_DATABASE_URL: url,
      LOTSE_PUBLIC_URL: 'https://lotse.example',
    }
    const program = ['--import=tsx', 'bin/organisation.ts', ...args]
    return spawnSync(process.execPath, program, { env, encoding: 'utf8' })
  }

  const { stdout } = organisation(...CREATE)
  const [, secret = ''] = /^https:\/\/lotse\.example\/invitation#(\S{43})$/m.exec(stdout) ?? []
  const used = await useOneTimeLink(database, secretHash(secret))
  const employee = used && forOrganisation(database, used.organisationId)
  t.match(employee && (await findEmployee(employee, used.employeeId)), {
    email: 'tomas@nordhafen.example',
    role: 'administrator',
  })
  t.equal(await useOneTimeLink(database, secretHash(secret)), undefined, 'only once')

  const again = organisation(...CREATE)
  t.equal(again.status, 1)
  t.match(again.stderr, /already belongs to an employee/)
  t.equal((await listOrganisations(database)).length, 1)
  t.match(organisation('list').stdout, /Nordhafen Foods/)
  t.match(organisation('create').stderr, /^Usage/)
})
