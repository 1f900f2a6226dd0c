import t, { type Test } from 'tap'
import { paths } from '../../contract/paths.ts'
import { forOrganisation } from '../../db/database.ts'
import { findEmployeeByEmail } from '../../db/employees.ts'
import { linkIdentity } from '../../db/identities.ts'
import { serveHttp } from '../support/http-server.ts'
import { makeTestIdentityProvider, signInAtProvider } from '../support/identity-provider.ts'
import type { Browser } from './browser.ts'
import {
  arrive,
  CALLBACK,
  isSignedIn,
  leadsTo,
  makeProviderStage,
  providerAt,
  refused,
  VERIFIED,
} from './identity-provider-stage.ts'
import { makeService } from './service.ts'
import type { Town } from './town.ts'

const no: string[] = []
/** Whom the provider knows, by the name they type there. */
const PEOPLE = {
  anna: { email: 'Anna@presswerk.example', ...VERIFIED },
  max: { email: 'max@presswerk.example', ...VERIFIED, roles: ['staff', 'lotse-admins'] },
  mo: { email: 'mo@presswerk.example', ...VERIFIED, roles: no },
  paul: { email: 'paul@presswerk.example', roles: 'staff', email_verified: false },
  olga: { email: 'olga@presswerk.example', ...VERIFIED },
  'olga-again': { email: 'olga@presswerk.example', ...VERIFIED },
  ada: { email: 'ada@presswerk.example', ...VERIFIED },
  stranger: { email: 'stranger@presswerk.example', ...VERIFIED },
  sara: { email: 'sara@saegewerk.example', ...VERIFIED },
  'sara-of-before': { email: 'anna@presswerk.example', ...VERIFIED },
}
const stage = makeProviderStage(t, PEOPLE)

t.test('an employee signs in by the provider, and is linked by a verified address', async (t) => {
  const { browser, answer } = await (await stage).signedInAs('anna', '/sessions?status=requested')
  t.equal(leadsTo(answer), '303 /sessions?status=requested')
  t.match((await browser.get(paths.me)).json, {
    ...{ name: 'Anna', role: 'member' },
    signOutUrl: new RegExp(`^${(await stage).idp.issuer}/session/end`),
  })
  const { db } = (await stage).service.town
  const linked = await db.selectFrom('identities').select(['subject', 'employeeId']).execute()
  t.same(linked, [{ subject: 'anna', employeeId: (await stage).service.town.employees.anna }])
  const again = await (await stage).signedInAs('anna')
  t.equal(leadsTo(again.answer), '303 /sessions', 'and from then on by the subject')
})

t.test(
  'the way there has state, nonce and a challenge, and its cookie is out of reach',
  async (t) => {
    const { answer, url } = await (await stage).begun()
    const asked = new URL(url).searchParams
    t.match(asked.get('code_challenge_method'), 'S256')
    for (const name of ['state', 'nonce', 'code_challenge']) t.match(asked.get(name), /^\S{43}$/)
    const [cookie] = answer.cookies
    t.match(cookie, { name: '__Host-lotse-sign-in', httpOnly: true, secure: true, sameSite: 'Lax' })
    t.ok((cookie?.maxAge ?? 0) <= 600)
    t.notMatch(url, cookie?.value ?? '-', 'what the cookie holds goes nowhere')
  },
)

t.test('the highest role that the claim gives is the employee’s, at every sign-in', async (t) => {
  const { browser } = await (await stage).signedInAs('max')
  t.match((await browser.get(paths.me)).json, { name: 'Max', role: 'administrator' })
  PEOPLE.max.roles = ['staff']
  const again = await (await stage).signedInAs('max')
  t.match((await again.browser.get(paths.me)).json, { name: 'Max', role: 'member' })
})

t.test('the last administrator stays one, whatever the claim says', async (t) => {
  const { browser } = await (await stage).signedInAs('ada')
  t.match((await browser.get(paths.me)).json, { name: 'Ada', role: 'administrator' })
})

t.test('whoever has no role in the claim is refused', async (t) => {
  const { browser, answer } = await (await stage).signedInAs('mo')
  t.equal(leadsTo(answer), refused('role_missing'))
  t.notOk(await isSignedIn(browser))
  PEOPLE.mo.roles = VERIFIED.roles
  const again = await (await stage).signedInAs('mo')
  t.ok(await isSignedIn(again.browser), 'with one they come in')
})

t.test('an address links nobody before the provider has verified it', async (t) => {
  const { browser, answer } = await (await stage).signedInAs('paul')
  t.equal(leadsTo(answer), refused('email_unverified'))
  t.notOk(await isSignedIn(browser))
  PEOPLE.paul.email_verified = true
  const again = await (await stage).signedInAs('paul')
  t.ok(await isSignedIn(again.browser))
  PEOPLE.paul.email_verified = false
  const linked = await (await stage).signedInAs('paul')
  t.ok(await isSignedIn(linked.browser), 'once linked the address does not matter')
})

t.test('an address that went to somebody else does not give its employee away', async (t) => {
  t.ok(await isSignedIn((await (await stage).signedInAs('olga')).browser))
  const { browser, answer } = await (await stage).signedInAs('olga-again')
  t.equal(leadsTo(answer), refused('account_taken'))
  t.notOk(await isSignedIn(browser))
})

t.test('nobody comes in whom an administrator has not added, or has sent away', async (t) => {
  t.equal(leadsTo((await (await stage).signedInAs('stranger')).answer), refused('account_unknown'))
  const { town } = (await stage).service
  const { anna } = town.employees
  const disable = (disabledAt: Date | null) =>
    town.db.updateTable('employees').set({ disabledAt }).where('id', '=', anna).execute()
  await disable(new Date())
  t.equal(leadsTo((await (await stage).signedInAs('anna')).answer), refused('account_unknown'))
  await disable(null)
  t.ok(await isSignedIn((await (await stage).signedInAs('anna')).browser))
})

t.test('the provider of one organisation opens no other', async (t) => {
  t.equal(leadsTo((await (await stage).signedInAs('sara')).answer), refused('account_unknown'))
  const { database, other } = (await stage).service.town
  const sara = await findEmployeeByEmail(database, other.email)
  const { issuer } = (await stage).idp
  const identity = { issuer, subject: 'sara-of-before', employeeId: sara?.id ?? '' }
  t.ok(await linkIdentity(forOrganisation(database, other.db.organisationId), identity))
  const { browser, answer } = await (await stage).signedInAs('sara-of-before')
  t.equal(leadsTo(answer), refused('account_unknown'), 'nor does a subject that belongs there')
  t.notOk(await isSignedIn(browser))
})

t.test('who does not go through with it reads so', async (t) => {
  const { browser, url } = await (await stage).begun()
  const state = new URL(url).searchParams.get('state') ?? ''
  const { issuer } = (await stage).idp
  const back = `error=access_denied&state=${state}&iss=${encodeURIComponent(issuer)}`
  const answer = await browser.get(`${paths.oidcCallback}?${back}`)
  t.equal(leadsTo(answer), refused('sign_in_failed'))
})

t.test('a login by the provider ends by itself, one by password is prolonged', async (t) => {
  const { db, employees } = (await stage).service.town
  const { browser } = await (await stage).signedInAs('anna')
  const own = db.selectFrom('logins').selectAll().where('employeeId', '=', employees.anna)
  const login = await own.orderBy('createdAt', 'desc').executeTakeFirstOrThrow()
  t.ok(login.expiresAt.getTime() < Date.now() + 13 * 3_600_000)
  const longAgo = new Date(Date.now() - 7_200_000)
  const prolonged = async (id: string, ask: Browser) => {
    await db.updateTable('logins').set({ seenAt: longAgo }).where('id', '=', id).execute()
    const before = await db.selectFrom('logins').select('expiresAt').where('id', '=', id).execute()
    await ask.get(paths.me)
    const after = await db.selectFrom('logins').select('expiresAt').where('id', '=', id).execute()
    return (after[0]?.expiresAt.getTime() ?? 0) - (before[0]?.expiresAt.getTime() ?? 0)
  }
  t.equal(await prolonged(login.id, browser), 0)
  const byPassword = await (await stage).service.browser().signIn('Anna')
  const other = await own.orderBy('createdAt', 'desc').executeTakeFirstOrThrow()
  t.ok((await prolonged(other.id, byPassword)) > 0)
})

t.test('beside the provider passwords go on, and have no second place to sign out', async (t) => {
  const anna = await (await stage).service.browser().signIn('Anna')
  t.match((await anna.get(paths.me)).json, { name: 'Anna', signOutUrl: null })
})

t.test('a provider that is away or does not answer is told of in time', async (t) => {
  const gone = await makeTestIdentityProvider(t, PEOPLE)
  gone.serve(CALLBACK)
  const identityProvider = (town: Town) => providerAt(gone.issuer, town)
  const { browser } = await makeService(t, { hasWorker: false, identityProvider })
  const onTheWay = browser()
  const { headers } = await onTheWay.get(paths.oidcSignIn)
  const url = String(headers.location)
  const back = await signInAtProvider(url, { as: 'anna', callbackUrl: CALLBACK })
  await gone.stop()
  const answer = await arrive(onTheWay, back)
  t.equal(leadsTo(answer), refused('provider_unavailable'), 'gone in between')
  for (const issuer of [gone.issuer, await silent(t)]) {
    const fresh = await makeService(t, {
      hasWorker: false,
      identityProvider: (town) => providerAt(issuer, town),
    })
    const begun = await fresh.browser().get(paths.oidcSignIn)
    t.equal(leadsTo(begun), refused('provider_unavailable'), issuer)
  }
})

/** Somebody who takes connections and says nothing. */
async function silent(t: Test): Promise<string> {
  return (await serveHttp(t, () => undefined)).url
}

t.test('without a provider there is no way to one', async (t) => {
  const { browser } = await makeService(t, { hasWorker: false })
  t.equal((await browser().get(paths.oidcSignIn)).statusCode, 404)
  t.equal((await browser().get(paths.oidcCallback)).statusCode, 404)
})

t.test('who comes and goes without end is slowed down', async (t) => {
  const { idp } = await stage
  const slow = await makeService(t, {
    hasWorker: false,
    settings: { rates: { identityProvider: { burst: 3, perMinute: 1 } } },
    identityProvider: (town) => providerAt(idp.issuer, town),
  })
  const pages: string[] = []
  for (let time = 0; time < 4; time += 1) {
    pages.push(leadsTo(await slow.browser().get(paths.oidcSignIn)))
  }
  t.match(pages[2], idp.issuer)
  t.equal(pages[3], refused('too_many'))
})
