import type { Page } from 'playwright-core'
import t from 'tap'
import { paths } from '../../contract/paths.ts'
import type { CodeUserSessionView } from '../../contract/views.ts'
import { MEDIA_PROBLEM_CAUSES, type MediaProblemCause } from '../../web/call/media-problem.ts'
import { de as callDe } from '../../web/call/texts/de.ts'
import { en as callEn } from '../../web/call/texts/en.ts'
import { de as pageDe } from '../../web/code-user/texts/de.ts'
import { en as pageEn } from '../../web/code-user/texts/en.ts'
import { de as commonDe } from '../../web/foundation/texts/de.ts'
import { en as commonEn } from '../../web/foundation/texts/en.ts'
import { codeUserView, SESSION_ID } from './canned-code-user.ts'
import { liveCall } from './canned-session.ts'
import { openConsole, type Answers, type Asked, type PageOptions } from './console-stage.ts'
import { clippedOn, findingsOn, sidewaysOn } from './page-looks.ts'

const NOW = Date.now()
const WORDS = {
  en: { call: callEn, page: pageEn, common: commonEn },
  de: { call: callDe, page: pageDe, common: commonDe },
}
const LOOKS = [
  { width: 390, theme: 'light', language: 'en' },
  { width: 1280, theme: 'dark', language: 'de' },
  { width: 320, theme: 'light', language: 'de' },
] as const satisfies PageOptions[]

/** What the browser says no with, and what else there is to know. */
type No = { name: string; message?: string; microphones?: number; userAgent?: string }
const BLOCKED = { name: 'NotAllowedError' }
/** What is about the microphone alone is met after going on with sound only. */
const CAUSED: Record<Exclude<MediaProblemCause, 'insecure'>, No[]> = {
  camera_denied: [BLOCKED],
  microphone_denied: [BLOCKED, BLOCKED],
  dismissed: [{ ...BLOCKED, message: 'Permission dismissed' }],
  system_denied: [{ ...BLOCKED, message: 'Permission denied by system' }],
  no_camera: [{ name: 'OverconstrainedError', microphones: 1 }],
  no_microphone: [{ name: 'NotFoundError', microphones: 0 }],
  in_use: [{ name: 'NotReadableError' }],
  microphone_in_use: [{ name: 'NotReadableError' }, { name: 'NotReadableError' }],
  in_app_browser: [{ ...BLOCKED, userAgent: 'Mozilla/5.0 (iPhone) Mobile [FBAN/FBIOS]' }],
}

const CONFIRMED = codeUserView(NOW, { status: 'confirmed' })
const { call: CALL, rules: RULES } = liveCall(NOW)
const IN_CALL = codeUserView(NOW, { status: 'in_progress', call: CALL, rules: RULES })
const RING = {
  ...{ type: 'callStarted', id: SESSION_ID, number: 1042, call: 1, isRung: true },
  ...{ deviceLabel: 'Cartoner KP-220', callerName: 'Erik Olsen', reason: null },
  ringsUntil: NOW + 600_000,
}
const answers = answersOf(() => CONFIRMED)

function answersOf(session: () => CodeUserSessionView): Answers {
  return ({ method, path }) => {
    if (method === 'POST') {
      const problem = { type: 'about:blank', title: '', status: 409, code: 'try_again' }
      return { status: 409, body: problem }
    }
    return path.startsWith(`${paths.sessions}/`) ? { body: session() } : undefined
  }
}

t.test(
  'each reason for no camera or microphone has its screen',
  { timeout: 240_000 },
  async (t) => {
    const open = await openConsole(t)
    for (const look of LOOKS) {
      const words = WORDS[look.language]
      const { page, asked } = await open('/', answers, look)
      await refuseInPage(page)
      await page.goto(`/v/${SESSION_ID}`)
      for (const cause of MEDIA_PROBLEM_CAUSES) {
        await cutOff(page, cause)
        await page.getByRole('button', { name: words.page.startCall, exact: true }).click()
        await answered(page, cause, words)
        const heading = page.getByRole('heading', { name: words.call.problem[cause].title })
        await heading.waitFor()
        const name = `${cause}, ${look.width} px, ${look.language}`
        t.ok(await heading.evaluate((each) => each === document.activeElement), `${name}: is read`)
        t.ok(await wayOut(page, cause, words), `${name}: a way out`)
        t.same(await findingsOn(page), [], `${name}: nothing for axe`)
        t.ok((await sidewaysOn(page)) <= 0, `${name}: no sideways scroll`)
        t.same(await clippedOn(page), [], `${name}: no clipped text`)
        await page.getByRole('button', { name: words.call.back, exact: true }).click()
      }
      t.notOk(asked.some(isRing), 'nobody was called')
    }
  },
)

t.test('R14: the sentence fits what was pressed', { timeout: 120_000 }, async (t) => {
  const open = await openConsole(t)
  for (const look of [LOOKS[0], LOOKS[1]]) {
    const { call, common, page: texts } = WORDS[look.language]
    let session = CONFIRMED
    const { page, tell } = await open(
      '/',
      answersOf(() => session),
      look,
    )
    await refuseInPage(page)
    await page.goto(`/v/${SESSION_ID}`)
    const says = async (button: string, sentence: string) => {
      await cutOff(page, 'dismissed')
      await page.getByRole('button', { name: button, exact: true }).click()
      const screen = page.locator('[data-problem=dismissed]')
      await screen.getByText(sentence).waitFor()
      for (const other of Object.values(call.notYet).filter((each) => each !== sentence)) {
        t.equal(await screen.getByText(other).count(), 0, `${button}: not ${other}`)
      }
      await page.getByRole('button', { name: call.back, exact: true }).click()
    }
    await says(texts.startCall, call.notYet.start)
    tell(RING)
    await says(common.accept, call.notYet.accept)
    tell({ type: 'callEnded', id: SESSION_ID, call: 1, why: 'taken', by: null })
    session = IN_CALL
    await page.reload()
    await says(texts.rejoin, call.notYet.rejoin)
  }
})

t.test('what Chromium itself refuses is told apart', { timeout: 120_000 }, async (t) => {
  const shows = async (cause: MediaProblemCause, flag: string, granted: string[]) => {
    const open = await openConsole(t, { args: [flag] })
    const { page, asked } = await open('/', answers, LOOKS[0])
    await page.context().grantPermissions(granted)
    await page.goto(`/v/${SESSION_ID}`)
    await page.getByRole('button', { name: pageEn.startCall, exact: true }).click()
    await page.locator(`[data-problem=${cause}]`).waitFor()
    t.notOk(asked.some(isRing), `${cause}: nobody was called`)
  }
  const denies = '--use-fake-ui-for-media-stream=deny'
  await shows('camera_denied', denies, ['microphone'])
  await shows('microphone_denied', denies, ['notifications'])
  const hasNone = '--use-fake-device-for-media-stream=device-count=0'
  await shows('no_camera', hasNone, ['camera', 'microphone'])
})

t.test('Try again rings once the browser allows it', { timeout: 60_000 }, async (t) => {
  const open = await openConsole(t)
  const { page, asked } = await open('/', answers, LOOKS[0])
  await refuseInPage(page)
  await page.goto(`/v/${SESSION_ID}`)
  await cutOff(page, 'dismissed')
  await page.getByRole('button', { name: pageEn.startCall, exact: true }).click()
  await page.locator('[data-problem=dismissed]').waitFor()
  t.notOk(asked.some(isRing))
  await page.getByRole('button', { name: commonEn.tryAgain, exact: true }).click()
  await page.getByRole('alert').first().waitFor()
  t.ok(asked.some(isRing))
})

function isRing({ method }: Asked): boolean {
  return method === 'POST'
}

/** The browser says no as often as `noes` tells, in their words, and then yes. */
async function refuseInPage(page: Page): Promise<void> {
  await page.addInitScript(`
    globalThis.noes = []
    globalThis.microphones = 1
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = async (wants) => {
      const no = noes.shift()
      if (!no) return ask(wants)
      throw new DOMException(no.message ?? '', no.name)
    }
    // What may still say no asks first.
    navigator.permissions.query = async () => ({ state: 'prompt' })
    navigator.mediaDevices.enumerateDevices = async () =>
      Array.from({ length: microphones }, () => ({ kind: 'audioinput' }))
  `)
}

async function cutOff(page: Page, cause: MediaProblemCause): Promise<void> {
  const all = cause === 'insecure' ? [] : CAUSED[cause]
  const noes = JSON.stringify(all)
  const { microphones = 1, userAgent = 'Mozilla/5.0 (Linux; Android 14) Chrome/126 Mobile' } =
    all[0] ?? {}
  await page.evaluate(`
    globalThis.noes = ${noes}
    globalThis.microphones = ${microphones}
    Object.defineProperty(navigator, 'userAgent', { value: '${userAgent}', configurable: true })
    ${cause === 'insecure' ? `Object.defineProperty(navigator, 'mediaDevices', { value: undefined })` : ''}
  `)
}

type Words = (typeof WORDS)['en'] | (typeof WORDS)['de']

/** Goes on to the second no, where there is one. */
async function answered(page: Page, cause: MediaProblemCause, { call }: Words): Promise<void> {
  if (cause === 'insecure' || CAUSED[cause].length === 1) return
  await page.getByRole('button', { name: call.soundOnly, exact: true }).click()
}

async function wayOut(page: Page, cause: MediaProblemCause, words: Words): Promise<boolean> {
  const has = async (name: string) =>
    (await page.getByRole('button', { name, exact: true }).count()) === 1
  const isCamera = ['camera_denied', 'no_camera', 'in_use'].includes(cause)
  const steps = await page.locator('.permission-steps li').count()
  return (
    steps > 0 &&
    (await has(words.call.soundOnly)) === isCamera &&
    (await has(words.call.copyLink)) === (cause === 'in_app_browser') &&
    (await has(words.common.tryAgain)) === (cause !== 'insecure')
  )
}
