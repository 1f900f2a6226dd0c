import type { Browser } from 'playwright-core'
import t, { type Test } from 'tap'
import { useSteeredCamera } from '../support/tracking/steered-camera.ts'
import { BLUE, crosses, pictureBox, RED, seenAt, YELLOW } from './drawing.ts'
import { Draughtsman, untilEqual } from './draughtsman.ts'
import { stateOf } from './marks.ts'
import { callAfterConfirming, CodeUser, Employee } from './people.ts'
import { openStage, type Stage } from './stage.ts'

const LIMIT = { timeout: 500_000 }
/** Share of the picture; the number at a mark's edge makes what is seen of it a little lopsided. */
const NEAR = 0.03

t.test('Chromium and Firefox are in one call, either on either side', LIMIT, async (t) => {
  const stage = await openStage(t)
  const [chromium, firefox] = await Promise.all([stage.browser(), stage.firefox()])
  await t.test('the code user has Firefox', (t) =>
    workTogether(t, stage, { number: 1, desk: chromium, hall: firefox }),
  )
  await t.test('the employee has Firefox', (t) =>
    workTogether(t, stage, { number: 2, desk: firefox, hall: chromium }),
  )
})

type Call = { number: number; desk: Browser; hall: Browser }

async function workTogether(t: Test, stage: Stage, { number, desk, hall }: Call): Promise<void> {
  const erik = new Employee(stage, await stage.employee(desk, 'Erik Olsen'))
  const tomas = new CodeUser(stage, await stage.phone(hall, undefined, { width: 1000 }))
  await useSteeredCamera(tomas.page)
  await tomas.page.reload()
  await tomas.request()
  await erik.open(number)
  await callAfterConfirming(tomas, erik)
  t.pass('R14: rung, accepted, and the picture moves')
  await erik.press('cameraOn')
  await tomas.seesRemote()
  t.pass('R13: the camera of the employee goes on')

  await erik.use('draw')
  await tomas.use('draw')
  await crosses(t, stage, { from: tomas, to: erik, colour: BLUE, at: { x: 0.3, y: 0.35 } })
  await crosses(t, stage, { from: erik, to: tomas, colour: RED, at: { x: 0.6, y: 0.4 } })
  t.pass('R17: drawn on either side, seen on both, and gone')
  await tomas.use('draw')

  await marks(t, stage, { erik, tomas })
  await screenshot(stage, { erik, tomas })
  t.pass('R16: both edit one screenshot')

  await erik.press('hangUp')
  await Promise.all([erik.untilStatus('done'), tomas.untilStatus('done')])
  await erik.openRecordings()
  for (const { page, names } of [erik, tomas]) {
    const link = page.getByRole('link', { name: names.screenshotOfCall })
    await link.and(page.locator('[data-state=ready]')).waitFor({ timeout: 60_000 })
  }
  t.pass('R16, R20: and find it afterwards')
}

type Both = { erik: Employee; tomas: CodeUser }

async function marks(t: Test, stage: Stage, { erik, tomas }: Both): Promise<void> {
  await erik.use('track')
  const area = await pictureBox(erik.page)
  await erik.page.mouse.click(area.x + 0.6 * area.width, area.y + 0.35 * area.height)
  const staysAt = async (x: number) => {
    for (const person of [erik, tomas]) {
      await stage.until(
        `the mark is anchored near ${x}`,
        async () => {
          const seen = await seenAt(person, YELLOW, 0.2)
          const isNear = seen && Math.abs(seen.x - x) < NEAR && Math.abs(seen.y - 0.35) < NEAR
          return isNear === true && (await stateOf(person, 1)) === 'anchored'
        },
        30_000,
      )
    }
  }
  await staysAt(0.6)
  await tomas.page.evaluate(() => lookAside(0.2))
  await staysAt(0.4)
  t.pass('R18: the mark stays on its element while the camera moves, on both sides')
}

async function screenshot(stage: Stage, { erik, tomas }: Both): Promise<void> {
  await erik.use('takeScreenshot')
  const [his, theirs] = [new Draughtsman(stage, erik), new Draughtsman(stage, tomas)]
  await Promise.all([his.dialog.waitFor(), theirs.dialog.waitFor()])
  await his.draw('Arrow', { x: 0.1, y: 0.1 }, { x: 0.3, y: 0.3 })
  await theirs.shape('Arrow', 'Erik').waitFor()
  await theirs.draw('Pixelate', { x: 0.5, y: 0.5 }, { x: 0.8, y: 0.7 })
  await his.untilSees(2)
  await untilEqual(stage, his, theirs)
}
