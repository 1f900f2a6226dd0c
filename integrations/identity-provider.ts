import * as oidc from 'openid-client'
import { roleOfClaim, type Identity, type RoleMapping } from '../domain/identity.ts'

export type IdentityProviderOptions = {
  issuer: string
  clientId: string
  /** Without it the client is a public one, and PKCE alone protects its codes. */
  clientSecret?: string | undefined
  /** Where the provider sends browsers back to; registered there. */
  callbackUrl: string
  /** Where it sends them after they signed out there. */
  signedOutUrl: string
  scopes: readonly string[]
  /** Name of the claim, or its path, as `realm_access.roles`. */
  roleClaim: string
  roles: RoleMapping
  /** For each request to the provider. */
  timeoutSeconds?: number
}

export type Checks = { state: string; nonce: string; verifier: string }
export type Failure = { problem: 'sign_in_failed' | 'provider_unavailable'; reason: string }

const TIMEOUT_SECONDS = 5

/** The code flow with PKCE. Discovered when first needed: the provider may be away when the api starts. */
export class IdentityProvider {
  readonly #options: IdentityProviderOptions
  #found: oidc.Configuration | undefined
  #finding: Promise<oidc.Configuration> | undefined

  constructor(options: IdentityProviderOptions) {
    this.#options = options
  }

  /** Asks the provider for its addresses anew. Rejects when it is away or is another one than named. */
  async check(): Promise<void> {
    await this.#discover()
  }

  /** Where to send a browser, and what must be remembered, out of its reach, until it is back. */
  async begin(): Promise<{ url: string; checks: Checks } | Failure> {
    const checks = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    }
    try {
      const { callbackUrl, scopes } = this.#options
      const url = oidc.buildAuthorizationUrl(await this.#configuration(), {
        redirect_uri: callbackUrl,
        scope: scopes.join(' '),
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(checks.verifier),
        code_challenge_method: 'S256',
      })
      return { url: url.href, checks }
    } catch (error) {
      return { problem: 'provider_unavailable', reason: reasonOf(error) }
    }
  }

  /**
   * Whom the provider vouches for. `query` is that of the address the browser came back to; its host
   * is the configured one, whatever a proxy in between has made of it.
   */
  async finish(query: string, checks: Checks): Promise<{ identity: Identity } | Failure> {
    try {
      const configuration = await this.#configuration()
      const address = new URL(this.#options.callbackUrl)
      address.search = query
      const tokens = await oidc.authorizationCodeGrant(configuration, address, {
        expectedState: checks.state,
        expectedNonce: checks.nonce,
        pkceCodeVerifier: checks.verifier,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (!claims) return { problem: 'sign_in_failed', reason: 'there is no id token' }
      const told = configuration.serverMetadata().userinfo_endpoint
        ? await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub)
        : {}
      return { identity: this.#identityOf({ ...told, ...claims }) }
    } catch (error) {
      const problem = isAway(error) ? 'provider_unavailable' : 'sign_in_failed'
      return { problem, reason: reasonOf(error) }
    }
  }

  /** Where one ends the login at the provider as well; null where it offers no such place. */
  signOutUrl(): string | null {
    if (!this.#found?.serverMetadata().end_session_endpoint) return null
    const { signedOutUrl } = this.#options
    return oidc.buildEndSessionUrl(this.#found, { post_logout_redirect_uri: signedOutUrl }).href
  }

  #identityOf(claims: Record<string, unknown> & { iss: string; sub: string }): Identity {
    const { email, email_verified: verified } = claims
    const { roleClaim, roles } = this.#options
    return {
      issuer: claims.iss,
      subject: claims.sub,
      email: typeof email === 'string' ? email : null,
      isEmailVerified: verified === true || verified === 'true',
      role: roleOfClaim(claimAt(claims, roleClaim), roles),
    }
  }

  async #configuration(): Promise<oidc.Configuration> {
    return this.#found ?? (await this.#discover())
  }

  // Those who wait share one request; one that failed is not remembered.
  #discover(): Promise<oidc.Configuration> {
    this.#finding ??= this.#askProvider().finally(() => (this.#finding = undefined))
    return this.#finding
  }

  async #askProvider(): Promise<oidc.Configuration> {
    this.#found = await discover(this.#options)
    return this.#found
  }
}

/** Rejects when nobody answers there, or one who calls itself otherwise. */
export async function discoverProvider(issuer: string): Promise<void> {
  await discover({ issuer, clientId: 'nobody' })
}

type Discovered = Pick<
  IdentityProviderOptions,
  'issuer' | 'clientId' | 'clientSecret' | 'timeoutSeconds'
>

function discover(options: Discovered): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret, timeoutSeconds: timeout = TIMEOUT_SECONDS } = options
  const address = new URL(issuer)
  const authentication = clientSecret ? oidc.ClientSecretBasic(clientSecret) : oidc.None()
  // Signatures are checked although the token endpoint's TLS would do: a token is then worth
  // something only if the provider's own keys made it.
  const execute = [oidc.enableNonRepudiationChecks]
  // The settings let plain http through for this machine only.
  if (address.protocol === 'http:') execute.push(oidc.allowInsecureRequests)
  return oidc.discovery(address, clientId, {}, authentication, { execute, timeout })
}

/** A claim whose name holds dots is meant before a path is. */
function claimAt(claims: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  return name.split('.').reduce<unknown>((of, part) => {
    return typeof of === 'object' && of !== null && Object.hasOwn(of, part)
      ? Reflect.get(of, part)
      : undefined
  }, claims)
}

const AWAY = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM']

/** No answer, or one that says the provider itself is unwell; anything else is about this sign-in. */
function isAway(error: unknown): boolean {
  if (error instanceof oidc.ResponseBodyError) return error.status >= 500
  if (error instanceof oidc.ClientError) return AWAY.includes(error.code ?? '')
  return error instanceof TypeError && error.message === 'fetch failed'
}

/** For the log: what went wrong, without tokens or codes. */
function reasonOf(error: unknown): string {
  if (error instanceof oidc.ResponseBodyError || error instanceof oidc.AuthorizationResponseError) {
    return `the provider answered ${error.error}`
  }
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `${error.message}${cause}`
}
