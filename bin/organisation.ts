import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { pages } from '../contract/paths.ts'
import { forOrganisation, makeDatabase, type Database } from '../db/database.ts'
import { secretHash } from '../db/derived-secrets.ts'
import { findEmployeeByEmail, insertEmployee } from '../db/employees.ts'
import { insertOneTimeLink } from '../db/logins.ts'
import { createOrganisation, listOrganisations } from '../db/organisations.ts'
import { loadConfig } from './config.ts'
import { OperatorProblem, runProgram } from './program.ts'

/*
 * npm run organisation -- create --name … --admin-email … [--admin-name …]
 * npm run organisation -- list
 */

const LINK_HOURS = 48
const USAGE =
  'Usage: npm run organisation -- create --name "Weserpack Service" --admin-email anna@example.org'

await runProgram(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      'admin-email': { type: 'string' },
      'admin-name': { type: 'string' },
    },
  })
  const { databaseUrl, publicUrl } = loadConfig(['databaseUrl', 'publicUrl'])
  const database = makeDatabase({ url: databaseUrl, applicationName: 'lotse organisation' })
  try {
    if (positionals[0] === 'list') return await list(database)
    const { name, 'admin-email': email, 'admin-name': adminName } = values
    if (positionals[0] !== 'create' || !name || !email) throw new OperatorProblem(USAGE)
    const secret = await create(database, { name, email, adminName: adminName ?? email })
    console.log(`The organisation ${name} is there. ${email} sets a password here within`)
    console.log(`${LINK_HOURS} hours, once:\n\n${publicUrl}${pages.invitation}#${secret}\n`)
  } finally {
    await database.destroy()
  }
})

async function list(database: Database): Promise<void> {
  for (const { id, name, createdAt } of await listOrganisations(database)) {
    console.log(`${id}  ${createdAt.toISOString().slice(0, 10)}  ${name}`)
  }
}

interface NewOrganisation {
  readonly name: string
  readonly email: string
  readonly adminName: string
}

/** Returns the secret of the administrator's one-time link; Postgres keeps its hash. */
async function create(
  database: Database,
  { name, email, adminName }: NewOrganisation,
): Promise<string> {
  if (!/^\S+@\S+$/.test(email)) throw new OperatorProblem(`${email} is no mail address`)
  if (await findEmployeeByEmail(database, email)) {
    throw new OperatorProblem(`${email} already belongs to an employee of this installation`)
  }
  const db = forOrganisation(database, await createOrganisation(database, { name }))
  const administrator = { name: adminName, email, role: 'administrator' } as const
  const employeeId = await insertEmployee(db, administrator)
  const secret = randomBytes(32).toString('base64url')
  const expiresAt = new Date(Date.now() + LINK_HOURS * 3_600_000)
  await insertOneTimeLink(db, { hash: secretHash(secret), employeeId, expiresAt })
  return secret
}
