import t from 'tap'
import {
  findIdentityProvider,
  IDENTITY_PROVIDER_SETTINGS,
} from '../../bin/api/identity-provider.ts'
import { ConfigProblem, loadConfig } from '../../bin/config.ts'
import { examine } from '../../bin/doctor/examine.ts'
import { serverParts } from '../../bin/doctor/servers.ts'
import { createOrganisation } from '../../db/organisations.ts'
import { openTestDatabase } from '../db/world.ts'
import { makeTestIdentityProvider } from '../support/identity-provider.ts'

const WHOLE = {
  LOTSE_PUBLIC_URL: 'https://lotse.example/',
  LOTSE_OIDC_ISSUER: 'https://id.example/realms/works',
  LOTSE_OIDC_CLIENT_ID: 'lotse',
  LOTSE_OIDC_ROLES: 'lotse-admins=administrator,service=member',
}

function configOf(env: Record<string, string>) {
  return loadConfig(['publicUrl', ...IDENTITY_PROVIDER_SETTINGS], env)
}

t.test('a provider is set up as a whole or not at all', async (t) => {
  const { database } = await openTestDatabase(t)
  const organisationId = await createOrganisation(database, { name: 'Presswerk' })
  const { LOTSE_PUBLIC_URL, LOTSE_OIDC_ISSUER, ...rest } = WHOLE
  t.equal(await findIdentityProvider(configOf({ LOTSE_PUBLIC_URL, ...rest }), database), null)
  t.match(await findIdentityProvider(configOf(WHOLE), database), { name: 'SSO', organisationId })
  const half = configOf({ LOTSE_PUBLIC_URL, LOTSE_OIDC_ISSUER })
  const both = /CLIENT_ID is missing\n.*ROLES is missing/
  await t.rejects(findIdentityProvider(half, database), both)
})

t.test('the organisation has to be named once there are several', async (t) => {
  const { database } = await openTestDatabase(t)
  await createOrganisation(database, { name: 'Presswerk' })
  const id = await createOrganisation(database, { name: 'Sägewerk' })
  await t.rejects(findIdentityProvider(configOf(WHOLE), database), ConfigProblem)
  const named = (LOTSE_OIDC_ORGANISATION: string) =>
    findIdentityProvider(configOf({ ...WHOLE, LOTSE_OIDC_ORGANISATION }), database)
  t.match(await named(id), { organisationId: id })
  await t.rejects(named('00000000-0000-8000-8000-000000000000'), ConfigProblem)
})

t.test('only this machine may be asked without TLS, and a role must be one', (t) => {
  const wrong = { LOTSE_OIDC_ISSUER: 'http://id.example', LOTSE_OIDC_ROLES: 'all=boss' }
  t.throws(() => configOf({ ...WHOLE, ...wrong }), /OIDC_ISSUER .*\n.*OIDC_ROLES /)
  t.doesNotThrow(() => configOf({ ...WHOLE, LOTSE_OIDC_ISSUER: 'http://127.0.0.1:8090' }))
  t.end()
})

t.test('the doctor says whether the provider answers', async (t) => {
  const { issuer, serve, stop } = await makeTestIdentityProvider(t, {})
  serve('https://lotse.example/api/v1/oidc/callback')
  const [part] = serverParts({ oidcIssuer: issuer })
  const look = () => (part ? examine(part) : undefined)
  t.match(await look(), { name: 'identity provider (LOTSE_OIDC_ISSUER)', state: 'good' })
  await stop()
  t.match(await look(), { state: 'missing', fix: /check the address/ })
})
