import { paths } from '../../contract/paths.ts'
import { signInAtProvider } from '../support/identity-provider.ts'
import type { People } from '../support/identity-provider.ts'
import type { Asking, Make, Request } from './access-requests.ts'
import { CALLBACK, VERIFIED } from './identity-provider-stage.ts'

/** Who has an account at the provider, by what they type there. */
export const ACCOUNTS: People = {
  emil: { email: 'emil@presswerk.example', ...VERIFIED },
  finn: { email: 'finn@presswerk.example', ...VERIFIED },
  sara: { email: 'sara@saegewerk.example', ...VERIFIED },
  max: { email: 'max@presswerk.example', ...VERIFIED, email_verified: false },
  anna: { email: 'anna@presswerk.example', ...VERIFIED, roles: ['guests'] },
}

/** By the identity provider, whoever the browser was before. */
export const SIGN_IN_REQUESTS: Record<string, Make> = {
  'GET /oidc/sign-in': () => ({ path: paths.oidcSignIn }),
  'GET /oidc/callback': () => ({ path: paths.oidcCallback }),
  'GET /oidc/callback (as an employee)': backAs('emil'),
  'GET /oidc/callback (as a former employee)': backAs('finn'),
  'GET /oidc/callback (of another organisation)': backAs('sara'),
  'GET /oidc/callback (unverified address)': backAs('max'),
  'GET /oidc/callback (no role)': backAs('anna'),
  'GET /oidc/callback (begun elsewhere)': async (asking) => {
    const { path } = await backAs('emil')(asking)
    return { path }
  },
}

/** On the way back from the provider, in the browser that went there. */
function backAs(account: string): (asking: Asking) => Promise<Request> {
  return async ({ service, scene, principal }) => {
    const browser = service.browser()
    const { headers } = await browser.get(paths.oidcSignIn)
    const way = { as: account, callbackUrl: CALLBACK }
    const { search } = await signInAtProvider(String(headers.location), way)
    const cookies = [...(scene.browsers[principal]?.cookies ?? []), ...browser.cookies]
    const cookie = cookies.map((pair) => pair.join('=')).join('; ')
    return { path: `${paths.oidcCallback}${search}`, headers: { cookie } }
  }
}
