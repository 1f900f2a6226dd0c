import t from 'tap'
import { signInAtProvider } from '../support/identity-provider.ts'
import {
  arrive,
  CALLBACK,
  isSignedIn,
  leadsTo,
  makeProviderStage,
  refused,
  VERIFIED,
} from './identity-provider-stage.ts'

const stage = makeProviderStage(t, {
  anna: { email: 'anna@presswerk.example', ...VERIFIED },
  max: { email: 'max@presswerk.example', ...VERIFIED },
})

t.test('T7: another state, or none, is refused', async (t) => {
  for (const change of [(url: URL) => url.searchParams.set('state', 'x'), dropState]) {
    const { browser, back } = await (await stage).sentBack('anna')
    change(back)
    t.equal(leadsTo(await arrive(browser, back)), refused('sign_in_expired'))
    t.notOk(await isSignedIn(browser))
  }
})

function dropState({ searchParams }: URL): void {
  searchParams.delete('state')
}

t.test('T7: an address of the way back works in the browser that began, once', async (t) => {
  const { browser, back } = await (await stage).sentBack('anna')
  const stolen = (await stage).service.browser()
  t.equal(leadsTo(await arrive(stolen, back)), refused('sign_in_expired'))
  t.notOk(await isSignedIn(stolen))
  const cookies = [...browser.cookies]
  t.equal(leadsTo(await arrive(browser, back)), '303 /sessions')
  const replay = (await stage).service.browser()
  for (const [name, value] of cookies) replay.cookies.set(name, value)
  t.equal(leadsTo(await arrive(replay, back)), refused('sign_in_expired'))
  t.notOk(await isSignedIn(replay))
})

t.test('T7: a code of another sign-in is refused: it has another challenge', async (t) => {
  const [mine, theirs] = [await (await stage).sentBack('anna'), await (await stage).sentBack('max')]
  const mixed = new URL(mine.back)
  mixed.searchParams.set('code', theirs.back.searchParams.get('code') ?? '')
  t.equal(leadsTo(await arrive(mine.browser, mixed)), refused('sign_in_failed'))
  t.notOk(await isSignedIn(mine.browser))
})

t.test('T7: a token with another nonce is refused', async (t) => {
  const { browser, url } = await (await stage).begun()
  const changed = new URL(url)
  changed.searchParams.set('nonce', 'the nonce of somebody else')
  const back = await signInAtProvider(changed.href, { as: 'anna', callbackUrl: CALLBACK })
  t.equal(leadsTo(await arrive(browser, back)), refused('sign_in_failed'))
  t.notOk(await isSignedIn(browser))
})

t.test('T7: a sign-in that took too long is refused', async (t) => {
  const { browser, back } = await (await stage).sentBack('anna')
  const { db } = (await stage).service.town
  await db
    .updateTable('signInAttempts')
    .set({ expiresAt: new Date(0) })
    .execute()
  t.equal(leadsTo(await arrive(browser, back)), refused('sign_in_expired'))
})

t.test('T7: an answer in the name of another provider is refused', async (t) => {
  for (const issuer of ['https://evil.example', null]) {
    const { browser, back } = await (await stage).sentBack('anna')
    if (issuer === null) back.searchParams.delete('iss')
    else back.searchParams.set('iss', issuer)
    t.equal(leadsTo(await arrive(browser, back)), refused('sign_in_failed'))
    t.notOk(await isSignedIn(browser))
  }
})

t.test('T7: a token that is not signed by the provider is refused', async (t) => {
  const { hooks } = (await stage).idp
  t.teardown(() => (hooks.tamper = null))
  for (const forge of [unsigned, withAnotherKey]) {
    hooks.tamper = (answer) => (answer.id_token = forge(answer.id_token ?? ''))
    const { browser, answer } = await (await stage).signedInAs('anna')
    t.equal(leadsTo(answer), refused('sign_in_failed'), forge.name)
    t.notOk(await isSignedIn(browser))
  }
})

/** `alg: none`. */
function unsigned(token: string): string {
  const [, claims = ''] = token.split('.')
  return `${encoded({ alg: 'none' })}.${claims}.`
}

/** A key that the attacker names; the signature is that of the real one. */
function withAnotherKey(token: string): string {
  const [, claims = '', signature = ''] = token.split('.')
  return `${encoded({ alg: 'RS256', kid: '../../evil' })}.${claims}.${signature}`
}

function encoded(header: object): string {
  return Buffer.from(JSON.stringify(header)).toString('base64url')
}

t.test('T7: signing in leads to a page of this service only', async (t) => {
  const elsewhere = ['https://evil.example/', '//evil.example', '/\\evil.example', '/c/PRESS-7']
  for (const to of [...elsewhere, '/api/v1/me', 'javascript:alert(1)']) {
    t.equal(leadsTo((await (await stage).signedInAs('anna', to)).answer), '303 /sessions', to)
  }
  const { answer } = await (await stage).signedInAs('anna', '/sessions/7?tab=history')
  t.equal(leadsTo(answer), '303 /sessions/7?tab=history')
})

t.test('T7: a cookie from before signing in is worth nothing afterwards', async (t) => {
  const { browser, back } = await (await stage).sentBack('anna')
  browser.cookies.set('__Host-lotse-login', 'fixed-by-somebody-else')
  await arrive(browser, back)
  t.ok(await isSignedIn(browser))
  const attacker = (await stage).service.browser()
  attacker.cookies.set('__Host-lotse-login', 'fixed-by-somebody-else')
  t.notOk(await isSignedIn(attacker))
})
