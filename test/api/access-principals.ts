import { changeEmployeeAccess, insertEmployee, setPasswordHash } from '../../db/employees.ts'
import { insertApiKey, revokeApiKey } from '../../db/api-keys.ts'
import { secretHash } from '../../db/derived-secrets.ts'
import { hashPassword } from '../../api/passwords.ts'
import { API_SCOPES } from '../../domain/api-scope.ts'
import { paths } from '../../contract/paths.ts'
import type { Browser } from './browser.ts'
import { requestBody, viewOf } from './cast.ts'
import type { Service } from './service.ts'
import { CODES, FOREIGN_API_KEY, PASSWORD } from './town.ts'

const EMPLOYEES = [
  'responsible',
  'recipient',
  'unrelated',
  'overseer',
  'other department',
  'moderator',
  'other moderator',
  'administrator',
  'former employee',
  'other organisation',
] as const
const CODE_USERS = [
  ...(['stranger', 'neighbour', 'grant', 'pending', 'participant'] as const),
  /** Whom the first one has let in, and who was in no call so far. */
  'later participant',
] as const
const KEYS = [
  ...API_SCOPES.map((scope) => `key ${scope}` as const),
  'foreign key',
  'revoked key',
] as const

/** The columns of the matrix. */
export const PRINCIPALS = ['nobody', ...CODE_USERS, ...EMPLOYEES, ...KEYS] as const
export type Principal = (typeof PRINCIPALS)[number]
export type Employee = (typeof EMPLOYEES)[number]
export type Key = (typeof KEYS)[number]

export function isEmployee(principal: Principal): principal is Employee {
  return EMPLOYEES.some((each) => each === principal)
}

/** The people that all scenes share; browsers of code users belong to a scene. */
export async function makeCast(service: Service) {
  const { town, browser } = service
  const { db, departments } = town
  const ids = await hire(service)
  const secrets = new Map<Key, string>([['foreign key', FOREIGN_API_KEY]])
  for (const key of KEYS) {
    if (key === 'foreign key') continue
    const secret = `lotse_matrix_${key.replaceAll(/\W/g, '_')}`
    const scope = API_SCOPES.find((each) => key === `key ${each}`)
    const scopes = scope ? [scope] : API_SCOPES
    const named = { name: key, prefix: 'lotse_matrix', scopes: [...scopes] }
    const id = await insertApiKey(db, { ...named, hash: secretHash(secret) })
    if (!scope) await revokeApiKey(db, id)
    secrets.set(key, secret)
  }
  const employees = {
    responsible: await browser().signIn('Max'),
    recipient: await browser().signIn('Anna'),
    unrelated: await browser().signIn('Nina'),
    overseer: await browser().signIn('Olga'),
    'other department': await browser().signIn('Paul'),
    moderator: await browser().signIn('Mo'),
    'other moderator': await browser().signIn('Mia'),
    administrator: await browser().signIn('Ada'),
    'former employee': await browser().signIn('Finn'),
    'other organisation': browser(),
  } satisfies Record<Employee, Browser>
  await signInSara(employees['other organisation'], town)
  await changeEmployeeAccess(db, ids.finn, { isDisabled: true })
  /** Nina comes to the department only once a session is there: she has nothing to do with it. */
  const moveNina = (departmentId: string) => changeEmployeeAccess(db, ids.nina, { departmentId })
  const neighbour = browser()
  await neighbour.openCode(CODES.lathe)
  viewOf(await neighbour.post(paths.sessions, { body: requestBody(service) }))
  return { ids, employees, secrets, neighbour, moveNina, home: departments.service }
}

export type Cast = Awaited<ReturnType<typeof makeCast>>

export async function signInSara(browser: Browser, { other }: Service['town']): Promise<void> {
  const body = { email: other.email, password: PASSWORD }
  viewOf(await browser.post(paths.login, { body }))
}

async function hire({ town }: Service) {
  const { db, departments, employees } = town
  const passwordHash = await hashPassword(PASSWORD)
  const add = async (name: string, role: 'member' | 'moderator') => {
    const email = `${name.toLowerCase()}@presswerk.example`
    const id = await insertEmployee(db, { name, email, role, departmentId: departments.sales })
    await setPasswordHash(db, id, passwordHash)
    return id
  }
  return {
    ...employees,
    nina: await add('Nina', 'member'),
    mia: await add('Mia', 'moderator'),
    finn: await add('Finn', 'member'),
    /** Of whom administrators change something. */
    emil: await add('Emil', 'member'),
    /** Whose data they erase. */
    erna: await add('Erna', 'member'),
  }
}
