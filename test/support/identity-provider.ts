import { generateKeyPairSync } from 'node:crypto'
import type { RequestListener } from 'node:http'
import Provider, { type Configuration } from 'oidc-provider'
import type { Test } from 'tap'
import { serveHttp } from './http-server.ts'

/** What the provider says of somebody, beside the name they type there, which is their subject. */
export type Person = { email?: string; email_verified?: boolean; roles?: unknown; name?: string }
export type People = Record<string, Person>

export const CLIENT = { id: 'lotse', secret: 'lotse-at-the-provider-of-the-tests' }

type TokenAnswer = { id_token?: string }

/**
 * A real provider, with the sign-in form that comes with it: any password is taken. It answers from
 * `serve` on. `tamper` may change what its token endpoint answers, as one taken over would.
 */
export async function makeTestIdentityProvider(t: Pick<Test, 'teardown'>, people: People) {
  let answer: RequestListener = (_request, response) => void response.writeHead(503).end()
  const { url: issuer, stop } = await serveHttp(t, (request, response) => answer(request, response))
  const hooks: { tamper: ((answer: TokenAnswer) => void) | null } = { tamper: null }
  const serve = (callbackUrl: string) => {
    const provider = new Provider(issuer, configurationFor({ callbackUrl, people }))
    provider.use(async (context, next) => {
      await next()
      // What the endpoint answers is an object with this member when it went well.
      if (context.path === '/token') hooks.tamper?.(context.body as TokenAnswer)
    })
    const handle = provider.callback()
    answer = (request, response) => void handle(request, response)
  }
  return { issuer, hooks, serve, stop }
}

function configurationFor({
  callbackUrl,
  people,
}: {
  callbackUrl: string
  people: People
}): Configuration {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  // A private RSA key in this format is what the provider signs with.
  const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'tests' }
  return {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [callbackUrl],
        post_logout_redirect_uris: [new URL('/sign-in', callbackUrl).href],
      },
    ],
    jwks: { keys: [key] as NonNullable<Configuration['jwks']>['keys'] },
    cookies: { keys: ['cookies of the provider of the tests'] },
    // A day each; said, because the provider says on its own that it should be.
    ttl: {
      Interaction: 86_400,
      Grant: 86_400,
      Session: 86_400,
      AccessToken: 86_400,
      IdToken: 86_400,
    },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'roles'],
    },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context, subject) => ({
      accountId: subject,
      claims: () => ({ sub: subject, ...people[subject] }),
    }),
    // Whoever signs in has agreed to everything: there is one client.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId,
        accountId: oidc.session?.accountId,
      })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  }
}

/** What a browser does at the provider: signs in as somebody and is sent back. The answer is where to. */
export async function signInAtProvider(
  url: string,
  { as, callbackUrl }: { as: string; callbackUrl: string },
): Promise<URL> {
  const cookies = new Map<string, string>()
  let next = new URL(url)
  let body: URLSearchParams | undefined
  for (let step = 0; step < 10; step += 1) {
    if (next.href.startsWith(callbackUrl)) return next
    const answer = await fetch(next, {
      method: body ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...cookies].map((each) => each.join('=')).join('; ') },
      ...(body ? { body } : {}),
    })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      cookies.set(name, value)
    }
    const location = answer.headers.get('location')
    body = location ? undefined : new URLSearchParams({ prompt: 'login', login: as, password: '-' })
    if (!location && answer.status !== 200) throw new Error(await answer.text())
    next = location ? new URL(location, next) : next
  }
  throw new Error(`the provider did not send ${as} back`)
}
