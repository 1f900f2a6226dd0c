import t from 'tap'
import { paths } from '../../contract/paths.ts'
import { history, sessionView } from './canned-session.ts'
import { openConsole, type Answers } from './console-stage.ts'

/** What somebody at a machine may type, hoping that an employee's browser runs it. */
const PAYLOADS = [
  '<img src=x onerror="globalThis.wasHit=1">',
  '"><svg/onload=globalThis.wasHit=1>',
  '<script>globalThis.wasHit=1</script>',
  "javascript:globalThis.wasHit=1//'",
  '{{constructor.constructor("globalThis.wasHit=1")()}}',
] as const

const NOW = Date.now()

function answersWith(typed: string): Answers {
  const device = { id: 'd', serial: typed, location: typed, template: { id: 't', name: typed } }
  const view = sessionView(NOW, {
    ...{ reason: typed, requesterName: typed, email: typed, organisationName: typed },
    device: { ...device, label: typed },
    answers: [{ question: typed, answer: typed }],
    assistant: { name: typed, transcript: typed, ref: typed },
    tickets: [{ system: 'helpdesk', key: typed, url: typed, title: typed, state: typed }],
    labels: [{ id: 'l', name: typed, nameDe: typed, colour: 'red', isPublic: true }],
    rules: sessionView(NOW).rules,
  })
  return ({ path }) => {
    if (path === paths.session(1042)) return { body: view }
    return path === paths.history('s-1042') ? { body: history(NOW) } : undefined
  }
}

t.test('T13: what people typed is shown as they typed it, and run by nobody', async (t) => {
  const open = await openConsole(t)
  for (const typed of PAYLOADS) {
    const { page } = await open('/sessions/1042', answersWith(typed))
    const faults: string[] = []
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    page.on('dialog', (dialog) => void dialog.dismiss())
    await page.getByRole('heading', { level: 1, name: typed }).waitFor()
    t.ok(await page.getByText(typed, { exact: true }).first().isVisible(), typed)
    for (const tab of ['Employees', 'Linked tickets', 'History', 'General']) {
      await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
      const programs = await page.locator('a[href^="javascript:" i]').count()
      t.equal(programs, 0, `${tab}: no link that is a program`)
    }
    t.equal(await page.evaluate(() => Reflect.get(globalThis, 'wasHit')), undefined)
    t.equal(await page.locator('main img[src=x], main script').count(), 0)
    await page.close()
  }
})
