import t, { type Test } from 'tap'
import type { ArtefactList } from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import { en as ofSetUp } from '../../web/console/set-up/texts/en.ts'
import { Draughtsman, untilEqual } from './draughtsman.ts'
import { callAfterConfirming, CodeUser, Employee } from './people.ts'
import { openStage, type Stage } from './stage.ts'

const LIMIT = { timeout: 300_000 }

t.test('R16: code users take screenshots where their template lets them', LIMIT, async (t) => {
  const stage = await openStage(t)
  const [desk, hall] = await Promise.all([stage.browser(), stage.browser()])
  const erik = new Employee(stage, await stage.employee(desk, 'Erik Olsen'))
  const tomas = new CodeUser(stage, await stage.phone(hall))
  await t.test('not where it does not', async (t) => {
    await call(erik, tomas, 1)
    await erik.button('takeScreenshot').waitFor()
    await tomas.press('more')
    t.equal(await tomas.button('takeScreenshot').count(), 0, 'on the bar or in the menu')
    t.same(await takeAnyway(tomas), [409, 'not_responsible'])
    await erik.press('hangUp')
    await tomas.untilStatus('done')
  })
  await allow(stage, new Employee(stage, await stage.employee(desk, 'Anna Keller')))
  const marta = new CodeUser(stage, await stage.phone(hall))
  await t.test('where it does: taken, edited by both, stored', (t) =>
    taken(t, { stage, erik, marta }),
  )
})

async function call(erik: Employee, phone: CodeUser, number: number): Promise<void> {
  await phone.request()
  await erik.open(number)
  await callAfterConfirming(phone, erik)
}

/** What no page of ours does: without a button. */
async function takeAnyway({ page, sessionId }: CodeUser): Promise<[number, string]> {
  return page.evaluate(
    async (path) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 200 })
      canvas.getContext('2d')?.fillRect(0, 0, 160, 100)
      const body = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
      const headers = {
        'lotse-actor': 'code-user',
        'idempotency-key': 'without-a-button',
        'content-type': 'image/png',
      }
      const answer = await fetch(path, { method: 'POST', headers, body })
      // Every refusal has one.
      const { code } = (await answer.json()) as { code: string }
      return [answer.status, code] as [number, string]
    },
    paths.screenshots(sessionId, 1),
  )
}

/** As an administrator does. */
async function allow(stage: Stage, anna: Employee): Promise<void> {
  const { page } = anna
  await page.goto(`${stage.run.publicUrl}/settings/templates`)
  const row = page.locator('.set-up-row').filter({ hasText: 'Packaging machines' })
  await row.getByRole('button').first().click()
  await row.getByRole('button', { name: ofSetUp.edit, exact: true }).click()
  const dialog = page.getByRole('dialog', { name: ofSetUp.templates.edit })
  await dialog.getByLabel(ofSetUp.templates.codeUserScreenshots).check()
  await dialog.getByRole('button', { name: ofSetUp.save, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}

type Both = { stage: Stage; erik: Employee; marta: CodeUser }

async function taken(t: Test, { stage, erik, marta }: Both): Promise<void> {
  await call(erik, marta, 2)
  await marta.use('takeScreenshot')
  const [his, hers] = [new Draughtsman(stage, erik), new Draughtsman(stage, marta)]
  await Promise.all([his.dialog.waitFor(), hers.dialog.waitFor()])
  t.pass('it opens on both sides')
  await hers.draw('Rectangle', { x: 0.2, y: 0.2 }, { x: 0.5, y: 0.5 })
  await his.shape('Rectangle', 'Tomáš').waitFor()
  await his.draw('Arrow', { x: 0.8, y: 0.8 }, { x: 0.6, y: 0.6 })
  await hers.shape('Arrow', 'Erik').waitFor()
  await untilEqual(stage, his, hers)
  await marta.press('backToVideo')
  await marta.press('hangUp')
  await Promise.all([erik.untilStatus('done'), marta.untilStatus('done')])
  await erik.openRecordings()
  const stored = { name: erik.names.screenshotOfCall }
  for (const { page } of [erik, marta]) {
    await page
      .getByRole('link', stored)
      .and(page.locator('[data-state=ready]'))
      .waitFor({ timeout: 60_000 })
  }
  const { items } = await erik.fetchJson<ArtefactList>(paths.artefacts(2))
  t.same(
    items.map(({ kind }) => kind),
    ['screenshot'],
  )
}
