import { spawnSync } from 'node:child_process'
import t from 'tap'
import type { Page } from 'playwright-core'
import type { EmployeeList } from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import type { InvitationView } from '../../contract/set-up-views.ts'
import type { EmployeeSessionView } from '../../contract/views.ts'
import { CLIENT, makeTestIdentityProvider } from '../support/identity-provider.ts'
import { makeTestDatabase } from '../support/servers.ts'
import { makeCreator } from '../support/session-creator.ts'
import { askFromOwnPage, startHostileSite, visitHostilePage } from './hostile-page.ts'
import { openStage, type Stage } from './stage.ts'

const PASSWORD = 'a password of my own'
const STAFF = { email_verified: true, roles: ['service'] }
const PEOPLE = {
  erik: { email: 'erik.olsen@weserpack.example', ...STAFF },
  jan: { email: 'jan.petersen@weserpack.example', ...STAFF, roles: [] },
}

t.test('every way into the console, in a browser', { timeout: 300_000 }, async (t) => {
  const provider = await makeTestIdentityProvider(t, PEOPLE)
  const databaseUrl = await makeTestDatabase(t)
  const stage = await openStage(t, {
    LOTSE_DATABASE_URL: databaseUrl,
    LOTSE_OIDC_ISSUER: provider.issuer,
    LOTSE_OIDC_CLIENT_ID: CLIENT.id,
    LOTSE_OIDC_CLIENT_SECRET: CLIENT.secret,
    LOTSE_OIDC_NAME: 'Weserpack ID',
    LOTSE_OIDC_ROLES: 'service=member',
  })
  const { publicUrl } = stage.run
  const browser = await stage.browser()
  const visit = (path: string, language?: 'de') =>
    stage.visitor(browser, `${publicUrl}${path}`, { width: 1280, ...(language && { language }) })

  await t.test('a provider that is away says so, and passwords work', async (t) => {
    const page = await visit('/sign-in')
    await page.getByRole('link', { name: 'Sign in with Weserpack ID', exact: true }).click()
    await page.locator('[role=alert][data-code=provider_unavailable]').waitFor()
    const { email, password } = stage.account('Anna Keller')
    await page.getByLabel('Email', { exact: true }).fill(email)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await isInside(page, 'Sessions')
    const { dependencies } = (await (await fetch(`${publicUrl}/readyz`)).json()) as Readiness
    t.equal(dependencies['identity provider']?.state, 'down', 'and operators see it')
  })

  provider.serve(`${publicUrl}${paths.oidcCallback}`)

  await t.test('an employee signs in by the provider, and out of both', async (t) => {
    const page = await visit('/sessions?status=done')
    await page.getByRole('link', { name: 'Sign in with Weserpack ID', exact: true }).click()
    await signInThere(page, 'erik')
    await isInside(page, 'Sessions')
    t.equal(new URL(page.url()).search, '?status=done', 'where they wanted to go')
    t.equal(await page.getByText('Erik Olsen').first().isVisible(), true)
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByRole('button', { name: 'Yes, sign me out' }).click()
    await page.getByRole('link', { name: 'Sign in with Weserpack ID', exact: true }).click()
    await page.locator('input[name=login]').waitFor()
    t.match(page.url(), provider.issuer, 'who they are is asked again')
  })

  await t.test('whoever has no role there reads so, in their language', async (t) => {
    const page = await visit('/sign-in', 'de')
    await page.getByRole('link', { name: 'Mit Weserpack ID anmelden', exact: true }).click()
    await signInThere(page, 'jan')
    const alert = page.locator('[role=alert][data-code=role_missing]')
    t.match(await alert.textContent(), 'keine Rolle')
  })

  await t.test('the link of a new organisation leads its administrator in, once', async (t) => {
    const link = createOrganisation(stage, databaseUrl)
    const page = await stage.visitor(browser, link, { width: 1280 })
    await choosePassword(page)
    await isInside(page, 'Sessions')
    t.equal(new URL(page.url()).hash, '', 'the secret is in no address any more')
    const again = await stage.visitor(browser, link)
    await choosePassword(again)
    await saysOver(again)
    t.equal(await again.getByRole('textbox').count(), 0, 'nothing to fill in again')
    await again.getByRole('link', { name: 'Sign in', exact: true }).click()
    await again.getByLabel('Email', { exact: true }).waitFor()
    await saysOver(await visit('/invitation#half-an-address'))
  })

  await t.test('an invited employee comes in, by the newest link only', async (t) => {
    const anna = await stage.employee(browser, 'Anna Keller')
    await anna.goto(`${publicUrl}/settings/employees`)
    await anna.getByRole('button', { name: 'Invite employee' }).first().click()
    const dialog = anna.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Nina Berg')
    await dialog.getByRole('textbox', { name: 'Email', exact: true }).fill('nina@weserpack.example')
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click()
    const first = await anna.getByRole('textbox', { name: 'Link', exact: true }).inputValue()
    const second = await inviteAgain(anna, 'nina@weserpack.example')
    const late = await stage.visitor(browser, first)
    await choosePassword(late)
    await saysOver(late)
    const nina = await stage.visitor(browser, second, { width: 1280 })
    await choosePassword(nina)
    await isInside(nina, 'Sessions')
    t.equal(await nina.getByText('Nina Berg').first().isVisible(), true)
  })

  await t.test('T6: a page of another site does nothing with a login', async (t) => {
    const anna = await stage.employee(browser, 'Anna Keller')
    const created = await (await makeCreator(stage.run))('to-be-attacked')
    const { id: session } = (await created.json()) as EmployeeSessionView // as the contract says
    const port = await startHostileSite(t)
    const before = await seenBy(anna, session)
    const { email, password } = stage.account('Sofia Marques')
    const attack = { target: publicUrl, session, email, password }
    // Cookies know no ports: to a neighbour on the same host the browser sends them along.
    for (const [host, isNeighbour] of [
      ['localhost', true],
      ['127.0.0.1', false],
    ] as const) {
      const site = `http://${host}:${port}`
      const visited = await visitHostilePage(anna.context(), { site, ...attack })
      const { outcomes, refusedPosts, hasCookies, isFramed } = visited
      t.match(outcomes, NOTHING_GAINED, `${host}: nothing is read, no socket opens`)
      t.equal(refusedPosts, 5, 'whatever would change something is refused')
      t.equal(hasCookies, isNeighbour, hasCookies ? 'in spite of cookies' : 'and has no cookies')
      t.notOk(isFramed, 'the console shows in no frame')
    }
    t.same(await seenBy(anna, session), before, 'still signed in, and nothing has changed')
    const own = await askFromOwnPage(anna, session)
    t.same(own, { 'a socket to live': 'open', 'a command': '200' }, 'the console itself may')
    t.not(await seenBy(anna, session), before, 'which changes something')
  })
})

const NOTHING_GAINED = {
  'a command': 'TypeError',
  'a command in the name of a page': 'TypeError',
  reading: 'TypeError',
  'reading without looking': 'TypeError',
  'reading as a script': 'error',
  'a socket to live': 'close',
  'a socket to call': 'close',
}

/** Who is signed in, and what has happened to a session. */
async function seenBy(page: Page, session: string): Promise<string> {
  const { request } = page.context()
  const headers = { 'lotse-actor': 'employee' }
  const { origin } = new URL(page.url())
  const read = (path: string) => request.get(`${origin}${path}`, { headers })
  const [me, history] = [await read(paths.me), await read(paths.history(session))]
  return `${await me.text()} ${await history.text()}`
}

interface Readiness {
  readonly dependencies: Readonly<Record<string, { state: string } | undefined>>
}

async function signInThere(page: Page, name: string): Promise<void> {
  await page.locator('input[name=login]').fill(name)
  await page.locator('input[name=password]').fill('any')
  await page.getByRole('button', { name: 'Sign-in' }).click()
}

async function isInside(page: Page, sessions: string): Promise<void> {
  await page.getByRole('link', { name: sessions }).first().waitFor()
}

async function choosePassword(page: Page): Promise<void> {
  await page.getByLabel('New password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Set password', exact: true }).click()
}

async function saysOver(page: Page): Promise<void> {
  await page.locator('[role=alert][data-code=link_expired]').waitFor()
}

/** What `npm run organisation -- create` prints for whoever will administer it. */
function createOrganisation(stage: Stage, databaseUrl: string): string {
  const program = ['--import=tsx', 'bin/organisation.ts', 'create', '--name', 'Nordhafen Foods']
  const { publicUrl } = stage.run
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...program, '--admin-email', 'tomas@nordhafen.example'],
    {
      encoding: 'utf8',
      env: { ...process.env, LOTSE_DATABASE_URL: databaseUrl, LOTSE_PUBLIC_URL: publicUrl },
    },
  )
  const [link] = /^http\S+\/invitation#\S+$/m.exec(stdout) ?? []
  if (!link) throw new Error(`no link: ${stdout}${stderr}`)
  return link
}

/** A newer link for somebody who was invited already. */
async function inviteAgain(page: Page, email: string): Promise<string> {
  const { request } = page.context()
  const { origin } = new URL(page.url())
  const headers = { 'lotse-actor': 'employee', origin, 'idempotency-key': 'invited-again' }
  const list = (await (
    await request.get(`${origin}${paths.employees}`, { headers })
  ).json()) as EmployeeList
  const id = list.items.find((each) => each.email === email)?.id ?? ''
  const answer = await request.post(`${origin}${paths.employeeInvitation(id)}`, {
    headers,
    data: {},
  })
  // The api answers by these contracts.
  return ((await answer.json()) as InvitationView).url
}
