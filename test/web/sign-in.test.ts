import t from 'tap'
import { SIGN_IN_PROBLEMS } from '../../domain/identity.ts'
import { paths } from '../../contract/paths.ts'
import { LOOKS, openConsole, type Answers } from './console-stage.ts'
import { clippedOn, findingsOn, sidewaysOn } from './page-looks.ts'

const NOBODY = { status: 401, body: { status: 401, code: 'actor_required', title: '', type: '' } }
const OVER = { status: 410, body: { status: 410, code: 'link_expired', title: '', type: '' } }
const CONFIG = { version: 'test', isDemo: false, callsAvailable: true, recordingAvailable: true }
const SECRET = 'a-secret-of-forty-three-characters-or-so'

function answersWith(identityProvider: string | null): Answers {
  return ({ path }) => {
    if (path === paths.me) return NOBODY
    if (path === paths.invitation) return OVER
    return path === '/config.json'
      ? { body: { ...CONFIG, pushKey: null, identityProvider } }
      : undefined
  }
}

t.test('signing in looks right everywhere', { timeout: 200_000 }, async (t) => {
  const open = await openConsole(t)
  for (const look of LOOKS) {
    await t.test(`${look.width} px, ${look.theme}, ${look.language}`, async (t) => {
      const { page } = await open('/sign-in', answersWith('Weserpack ID'), look)
      for (const href of ['/sign-in', '/sign-in?problem=account_taken', `/invitation#${SECRET}`]) {
        await page.goto(href)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.getByRole('button').first().waitFor()
        t.same(await findingsOn(page), [], `${href}: nothing for axe`)
        t.ok((await sidewaysOn(page)) <= 0, `${href}: no sideways scroll`)
        t.same(await clippedOn(page), [], `${href}: no clipped text`)
      }
    })
  }
})

t.test('the way by the provider is there only where there is one', async (t) => {
  const open = await openConsole(t)
  const { page } = await open('/sessions?q=press%207', answersWith('Weserpack ID'))
  const link = page.getByRole('link', { name: 'Sign in with Weserpack ID', exact: true })
  t.equal(
    await link.getAttribute('href'),
    `${paths.oidcSignIn}?to=%2Fsessions%3Fq%3Dpress%2B7`,
    'and leads back to the page that was asked for',
  )
  const without = await open('/sign-in', answersWith(null))
  await without.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
  t.equal(await without.page.getByRole('link').count(), 0)
})

t.test('each problem of the provider has its sentence, others have none', async (t) => {
  const open = await openConsole(t)
  const { page } = await open('/sign-in', answersWith('Weserpack ID'))
  const sentences = new Set<string | null>()
  for (const problem of SIGN_IN_PROBLEMS) {
    await page.goto(`/sign-in?problem=${problem}`)
    const alert = page.locator(`[role=alert][data-code=${problem}]`)
    sentences.add(await alert.textContent())
  }
  t.equal(sentences.size, SIGN_IN_PROBLEMS.length)
  await page.goto('/sign-in?problem=you+have+won')
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
  t.equal(await page.locator('[data-code]').count(), 0)
})

t.test('a used link says so instead of asking again', async (t) => {
  const open = await openConsole(t)
  const { page } = await open(`/invitation#${SECRET}`, answersWith(null))
  await page.getByLabel('New password', { exact: true }).fill('long enough for it')
  await page.getByRole('button', { name: 'Set password', exact: true }).click()
  await page.locator('[role=alert][data-code=link_expired]').waitFor()
  t.equal(await page.getByRole('textbox').count(), 0)
  await page.getByRole('link', { name: 'Sign in', exact: true }).click()
  await page.getByLabel('Email', { exact: true }).waitFor()
  t.equal(new URL(page.url()).pathname, '/sign-in')
})
