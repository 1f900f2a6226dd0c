import type { Test } from 'tap'
import { paths } from '../../contract/paths.ts'
import { IdentityProvider } from '../../integrations/identity-provider.ts'
import { CLIENT, makeTestIdentityProvider, signInAtProvider } from '../support/identity-provider.ts'
import type { People } from '../support/identity-provider.ts'
import type { Answer, Browser } from './browser.ts'
import { makeService, ORIGIN } from './service.ts'
import type { Town } from './town.ts'

export const CALLBACK = `${ORIGIN}${paths.oidcCallback}`
export const VERIFIED = { email_verified: true, roles: ['staff'] }

// Each test comes and goes a few times; how often anybody may has a test of its own.
const WIDE = { burst: 1_000, perMinute: 1_000 }

export function providerAt(
  issuer: string,
  { organisationId }: Pick<Town, 'organisationId'>,
  timeoutSeconds = 1,
) {
  const provider = new IdentityProvider({
    ...{ issuer, callbackUrl: CALLBACK, signedOutUrl: `${ORIGIN}/sign-in` },
    ...{ clientId: CLIENT.id, clientSecret: CLIENT.secret, timeoutSeconds },
    scopes: ['openid', 'email', 'profile'],
    roleClaim: 'roles',
    roles: [
      { value: 'staff', role: 'member' },
      { value: 'lotse-admins', role: 'administrator' },
    ],
  })
  return Object.assign(provider, { name: 'Works account', organisationId })
}

/** The Presswerk with a real provider, and browsers on their way to it and back. */
export async function makeProviderStage(t: Test, people: People) {
  const idp = await makeTestIdentityProvider(t, people)
  idp.serve(CALLBACK)
  const service = await makeService(t, {
    hasWorker: false,
    settings: { rates: { identityProvider: WIDE } },
    identityProvider: (town) => providerAt(idp.issuer, town),
  })

  /** A browser that was sent to the provider. */
  const begun = async (to?: string) => {
    const browser = service.browser()
    const query = to === undefined ? '' : `?to=${encodeURIComponent(to)}`
    const answer = await browser.get(`${paths.oidcSignIn}${query}`)
    return { browser, answer, url: String(answer.headers.location) }
  }
  /** Whoever it is has signed in there; `back` is where the provider sends the browser. */
  const sentBack = async (as: string, to?: string) => {
    const { browser, url } = await begun(to)
    return { browser, back: await signInAtProvider(url, { as, callbackUrl: CALLBACK }) }
  }
  const signedInAs = async (as: string, to?: string) => {
    const { browser, back } = await sentBack(as, to)
    return { browser, answer: await arrive(browser, back) }
  }
  return { idp, service, begun, sentBack, signedInAs }
}

export function arrive(browser: Browser, { search }: URL): Promise<Answer> {
  return browser.get(`${paths.oidcCallback}${search}`)
}

/** The page an answer leads to. */
export function leadsTo({ statusCode, headers }: Answer): string {
  return `${statusCode} ${String(headers.location)}`
}

export function refused(problem: string): string {
  return `303 /sign-in?problem=${problem}`
}

export async function isSignedIn(browser: Browser): Promise<boolean> {
  return (await browser.get(paths.me)).statusCode === 200
}
