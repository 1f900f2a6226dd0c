import type { Locator } from 'playwright-core'
import t from 'tap'
import { clippedOn, findingsOn, sidewaysOn } from '../web/page-looks.ts'
import { fingersOn } from './fingers.ts'
import { CodeUser, connect, Employee } from './people.ts'
import { openStage, type Stage } from './stage.ts'

const LIMIT = { timeout: 300_000 }
type Test = Parameters<typeof openStage>[0]

/** A recorded call with a screenshot open on both sides; the phone speaks German. */
async function makeOpened(t: Test) {
  const stage = await openStage(t)
  const [desk, hall] = await Promise.all([stage.browser(), stage.browser()])
  const erik = new Employee(stage, await stage.employee(desk, 'Erik Olsen'))
  const phone = await stage.phone(hall, undefined, { language: 'de' })
  const tomas = new CodeUser(stage, phone, 'de')
  await connect(stage, tomas, erik)
  await erik.use('record')
  await Promise.all([erik.recordingSymbol.waitFor(), tomas.recordingSymbol.waitFor()])
  await erik.use('takeScreenshot')
  await Promise.all([dialogOf(erik).waitFor(), dialogOf(tomas).waitFor()])
  return { stage, erik, tomas }
}

function dialogOf({ page, names }: Employee | CodeUser) {
  return page.getByRole('dialog', { name: names.screenshotOne, exact: true })
}

const opened = makeOpened(t)

t.test('R16: a screenshot can be edited by keys alone', LIMIT, async (t) => {
  const { stage, erik, tomas } = await opened
  const { keyboard } = erik.page
  t.ok(await dialogOf(erik).evaluate((dialog) => dialog === document.activeElement), 'has focus')
  await keyboard.press('r')
  const tool = dialogOf(erik).getByRole('button', { name: 'Rectangle', exact: true })
  t.equal(await tool.getAttribute('aria-pressed'), 'true')
  await dialogOf(erik).locator('.shot-surface').focus()
  await keyboard.press('Enter')
  const theirs = dialogOf(tomas).locator('[data-kind=rectangle] path').first()
  await theirs.waitFor({ state: 'attached' })
  const before = await theirs.getAttribute('d')
  await keyboard.press('ArrowRight')
  await stage.until('it has moved', async () => (await theirs.getAttribute('d')) !== before)
  await keyboard.press('Delete')
  await theirs.waitFor({ state: 'detached' })
  await keyboard.press('Control+z')
  await theirs.waitFor({ state: 'attached' })
  t.notOk(await isMuted(erik), 'letters of the call do other things there')
})

async function isMuted({ page }: Employee): Promise<boolean> {
  return (await page.getByRole('button', { name: 'Unmute microphone' }).count()) > 0
}

t.test('R16: a text is written where it will lie', LIMIT, async (t) => {
  const { erik, tomas } = await opened
  const { page } = erik
  await dialogOf(erik).getByRole('button', { name: 'Text', exact: true }).click()
  await dialogOf(erik)
    .locator('.shot-surface')
    .click({ position: { x: 300, y: 300 } })
  await page.keyboard.type('tighten crosswise')
  await page.keyboard.press('Enter')
  const theirs = dialogOf(tomas).locator('[data-kind=text]')
  await theirs.waitFor({ state: 'attached' })
  t.equal(await theirs.getAttribute('aria-label'), 'Text “tighten crosswise”, von Erik')
  await dialogOf(erik).getByRole('button', { name: 'Number', exact: true }).click()
  await dialogOf(erik)
    .locator('.shot-surface')
    .click({ position: { x: 100, y: 300 } })
  await dialogOf(tomas).locator('[data-kind=number]').waitFor({ state: 'attached' })
})

t.test(
  'R15, R16: the recording symbol stands in the head of the editor, once',
  LIMIT,
  async (t) => {
    const { erik, tomas } = await opened
    for (const person of [erik, tomas]) {
      t.equal(await person.recordingSymbol.count(), 1)
      const inside = dialogOf(person).getByRole('img', {
        name: person.names.recording,
        exact: true,
      })
      t.ok(await inside.isVisible())
    }
  },
)

t.test('the editor fits and axe finds nothing, in both languages', LIMIT, async (t) => {
  const { stage, erik, tomas } = await opened
  for (const [person, width, height] of [
    [erik, 1280, 800],
    [erik, 800, 600],
    [erik, 390, 844],
    [tomas, 390, 844],
    [tomas, 320, 640],
    [tomas, 844, 390],
  ] as const) {
    const name = `${width} px, ${person === erik ? 'en' : 'de'}`
    await person.page.setViewportSize({ width, height })
    await untilPicture(stage, person)
    t.equal(await sidewaysOn(person.page), 0, name)
    t.same(await clippedOn(person.page), [], name)
    t.same(await findingsOn(person.page), [], name)
  }
})

/** It has found its place in the new window. */
async function untilPicture(stage: Stage, person: Employee | CodeUser): Promise<void> {
  await stage.until('the picture is shown whole', async () => {
    const [picture, dialog] = await Promise.all([
      dialogOf(person).locator('.shot-picture').boundingBox(),
      dialogOf(person).boundingBox(),
    ])
    if (!picture || !dialog || picture.width < 150) return false
    return picture.width <= dialog.width && picture.height <= dialog.height
  })
}

t.test('two fingers look closer, and draw nothing', LIMIT, async (t) => {
  const { stage, erik, tomas } = await opened
  await tomas.page.setViewportSize({ width: 390, height: 844 })
  await erik.page.setViewportSize({ width: 1280, height: 800 })
  await Promise.all([untilPicture(stage, tomas), untilPicture(stage, erik)])
  const surface = dialogOf(tomas).locator('.shot-surface')
  const numbers = dialogOf(erik).locator('[data-kind=number]')
  await dialogOf(tomas).getByRole('button', { name: 'Nummer', exact: true }).click()
  const [before, placed] = [await boxOf(surface), await numbers.count()]
  const at = { x: before.x + 0.3 * before.width, y: before.y + 0.4 * before.height }
  const fingers = await fingersOn(tomas.page)
  for (const apart of [40, 60, 80]) {
    const type = apart === 40 ? 'touchStart' : 'touchMove'
    await fingers(type, [at.x - apart, at.x + apart], at.y)
  }
  await stage.until('the picture is twice as large', async () => {
    return Math.abs((await boxOf(surface)).width / before.width - 2) < 0.02
  })
  await fingers('touchMove', [at.x - 60, at.x + 100], at.y)
  await fingers('touchEnd', [], 0)
  const held = await boxOf(surface)
  const part = (at.x + 20 - held.x) / held.width
  t.ok(Math.abs(part - 0.3) < 0.02, 'what is between the fingers goes with them')
  t.equal(await numbers.count(), placed, 'nothing was drawn')

  await fingers('touchStart', [at.x], at.y)
  await fingers('touchEnd', [], 0)
  await stage.until('one finger draws', async () => (await numbers.count()) === placed + 1)
  const dot = await boxOf(numbers.last())
  const shown = await boxOf(dialogOf(erik).locator('.shot-surface'))
  const middle = { x: dot.x + dot.width / 2 - shown.x, y: dot.y + dot.height / 2 - shown.y }
  const meant = { x: (at.x - held.x) / held.width, y: (at.y - held.y) / held.height }
  const missed = [middle.x / shown.width - meant.x, middle.y / shown.height - meant.y]
  t.ok(Math.hypot(...missed) < 0.02, 'where it was meant, for the other side too')
  t.same(await findingsOn(tomas.page), [])
  await dialogOf(tomas).getByRole('button', { name: 'Ganzes Bild', exact: true }).click()
  await untilPicture(stage, tomas)

  await dialogOf(erik).focus()
  await erik.page.keyboard.press('+')
  await dialogOf(erik).getByRole('button', { name: 'Whole picture', exact: true }).waitFor()
  await erik.page.keyboard.press('0')
  await untilPicture(stage, erik)
})

async function boxOf(element: Locator) {
  const box = await element.boundingBox()
  if (!box) throw new Error('it is not to be seen')
  return box
}

t.test('going back to the video leaves a chip that has the focus', LIMIT, async (t) => {
  const { erik, tomas } = await opened
  await erik.page.setViewportSize({ width: 1280, height: 800 })
  await erik.press('backToVideo')
  const chip = erik.button('screenshotOne')
  await chip.waitFor()
  t.ok(await chip.evaluate((each) => each === document.activeElement))
  t.equal(await erik.recordingSymbol.count(), 1)
  t.ok(await dialogOf(tomas).isVisible(), 'the other side goes on')
  t.same(await findingsOn(erik.page), [])
  await chip.click()
  await dialogOf(erik).waitFor()
})
