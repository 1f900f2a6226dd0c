import type { IdentityProvider as ApiIdentityProvider } from '../../api/dependencies.ts'
import { pages, paths } from '../../contract/paths.ts'
import type { Database } from '../../db/database.ts'
import { listOrganisations } from '../../db/organisations.ts'
import { ROLES } from '../../domain/actor.ts'
import type { RoleMapping } from '../../domain/identity.ts'
import { IdentityProvider } from '../../integrations/identity-provider.ts'
import { ConfigProblem, type Config } from '../config.ts'

export const IDENTITY_PROVIDER_SETTINGS = [
  ...(['oidcIssuer', 'oidcClientId', 'oidcClientSecret', 'oidcOrganisation'] as const),
  ...(['oidcName', 'oidcScopes', 'oidcRoleClaim', 'oidcRoles'] as const),
] as const

type ProviderConfig = Pick<Config, 'publicUrl' | (typeof IDENTITY_PROVIDER_SETTINGS)[number]>

/** Health is looked at every few seconds; the provider is somebody else's, and asked less often. */
const CHECK_EVERY_MS = 60_000

/**
 * The provider that the settings name, or null when they name none.
 * @throws ConfigProblem when they name it only by half
 */
export async function findIdentityProvider(config: ProviderConfig, database: Database) {
  const { oidcIssuer, oidcClientId, oidcName: name } = config
  if (!oidcIssuer) return null
  const problems = [
    ...(oidcClientId ? [] : ['LOTSE_OIDC_CLIENT_ID is missing']),
    ...(config.oidcRoles.length > 0 ? [] : ['LOTSE_OIDC_ROLES is missing: nobody could sign in']),
  ]
  const organisationId = await findOrganisation(config, database)
  if (!organisationId) problems.push('LOTSE_OIDC_ORGANISATION does not name an organisation')
  if (!oidcClientId || !organisationId || problems.length > 0) throw new ConfigProblem(problems)
  const provider = makeIdentityProvider({ ...config, oidcIssuer, oidcClientId })
  return {
    ...{ name, organisationId },
    begin: () => provider.begin(),
    finish: (...[query, checks]: Parameters<ApiIdentityProvider['finish']>) =>
      provider.finish(query, checks),
    signOutUrl: () => provider.signOutUrl(),
    checkNowAndThen: nowAndThen(() => provider.check()),
  }
}

export function makeIdentityProvider(
  config: ProviderConfig & { oidcIssuer: string; oidcClientId: string },
): IdentityProvider {
  const publicUrl = config.publicUrl.replace(/\/$/, '')
  return new IdentityProvider({
    issuer: config.oidcIssuer,
    clientId: config.oidcClientId,
    clientSecret: config.oidcClientSecret,
    callbackUrl: `${publicUrl}${paths.oidcCallback}`,
    signedOutUrl: `${publicUrl}${pages.signIn}`,
    scopes: config.oidcScopes,
    roleClaim: config.oidcRoleClaim,
    roles: roleMapping(config.oidcRoles),
  })
}

async function findOrganisation(
  { oidcOrganisation }: ProviderConfig,
  database: Database,
): Promise<string | undefined> {
  const ids = (await listOrganisations(database)).map(({ id }) => id)
  const [only, ...others] = ids
  if (oidcOrganisation) return ids.find((id) => id === oidcOrganisation)
  return others.length === 0 ? only : undefined
}

/** `lotse-admins=administrator`; what the provider calls a role may hold an equals sign itself. */
function roleMapping(settings: readonly string[]): RoleMapping {
  return settings.flatMap((setting) => {
    const end = setting.lastIndexOf('=')
    const role = ROLES.find((each) => each === setting.slice(end + 1))
    return role ? [{ value: setting.slice(0, end), role }] : []
  })
}

/** Repeats the last outcome until it is old; a failure is looked at again at once. */
function nowAndThen(check: () => Promise<void>): () => Promise<void> {
  let goodUntil = 0
  return async () => {
    if (Date.now() < goodUntil) return
    await check()
    goodUntil = Date.now() + CHECK_EVERY_MS
  }
}
