import type { Locator } from 'playwright-core'
import type { Test } from 'tap'
import { de as callDe } from '../../web/call/texts/de.ts'
import { en as callEn } from '../../web/call/texts/en.ts'
import { de as commonDe } from '../../web/foundation/texts/de.ts'
import { en as commonEn } from '../../web/foundation/texts/en.ts'
import { de as editorDe } from '../../web/screenshot/texts/de.ts'
import { TOOLS } from '../../web/screenshot/tools.ts'
import { motionsOn } from '../web/page-looks.ts'
import { focusedOn, passedBy } from '../web/tab-order.ts'
import type { CodeUser, Employee } from './people.ts'

type Both = { tomas: CodeUser; jan: Employee }

/** Each key of the list on the employee's page, which is German; and of the code user's, which is not. */
export async function callKeys(t: Test, { tomas, jan }: Both): Promise<void> {
  const { page } = jan
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const pressed = (name: string) => button(name).and(page.locator('[aria-pressed=true]'))
  const there = (element: Locator) => element.waitFor()
  const gone = (element: Locator) => element.waitFor({ state: 'detached' })
  const press = (key: string) => page.keyboard.press(key)

  await press('m')
  await there(button(callDe.unmute))
  await press('m')
  await there(button(callDe.mute))
  await press('v')
  await there(button(callDe.cameraOff))
  await press('v')
  await there(button(callDe.cameraOn))
  for (const [key, name] of [
    ['d', callDe.draw],
    ['t', callDe.track],
  ] as const) {
    await press(key)
    await there(pressed(name))
    await press('Escape')
    await gone(pressed(name))
  }
  await press('f')
  await there(pressed(callDe.flip))
  await press('f')
  await gone(pressed(callDe.flip))
  await press('r')
  await there(jan.recordingSymbol)
  await press('r')
  await gone(jan.recordingSymbol)
  await press('i')
  await there(page.locator('.call-details'))
  await press('Escape')
  await gone(page.locator('.call-details'))
  // Of no picture there is no screenshot, and taking one waits for its storing.
  await jan.seesRemote()
  await press('s')
  await page.getByRole('dialog', { name: jan.names.screenshotOne }).waitFor({ timeout: 60_000 })
  await jan.press('backToVideo')
  t.pass('each key does what it says')

  await there(tomas.page.getByRole('dialog', { name: tomas.names.screenshotOne }))
  await tomas.press('backToVideo')
  await tomas.page.keyboard.press('m')
  await there(tomas.page.getByRole('button', { name: callEn.unmute, exact: true }))
  for (const key of ['t', 's', 'f', 'r', 'm']) await tomas.page.keyboard.press(key)
  await there(tomas.page.getByRole('button', { name: callEn.mute, exact: true }))
  t.equal(await tomas.page.getByRole('dialog').count(), 0, "not the employee's keys")
  t.equal(await tomas.recordingSymbol.count(), 0)

  await press('?')
  const list = page.getByRole('dialog', { name: callDe.keyboardShortcuts })
  const keys = await list.getByRole('term').allTextContents()
  t.same(keys, ['m', 'v', 'd', 't', 's', 'f', 'r', 'i', 'Esc', '?'])
  await list.getByRole('switch').uncheck()
  await press('Escape')
  await gone(page.getByRole('dialog'))
  await press('d')
  await press('m')
  t.equal(await pressed(callDe.draw).count(), 0, 'off')
  t.equal(await button(callDe.unmute).count(), 0)
}

/** From the first control on, once around; a screenshot was taken, and lies there as a chip. */
export async function tabOrder(t: Test, { tomas, jan }: Both): Promise<void> {
  const { page } = jan
  const employee = [
    ...[callDe.screenshot(1), callDe.mute, callDe.cameraOn, callDe.draw, callDe.track],
    ...[callDe.takeScreenshot, callDe.flip, callDe.record, commonDe.more, callDe.hangUp],
  ].map(asButton)
  await page.locator('.call').focus()
  t.same(await passedBy(page, employee.length), employee, 'the employee')
  const codeUser = [
    ...[callEn.screenshot(1), callEn.mute, callEn.cameraOff, callEn.torch],
    ...[callEn.draw, commonEn.more, callEn.hangUp],
  ].map(asButton)
  t.equal(await focusedOn(tomas.page), 'main', 'where it is when a call opens')
  t.same(await passedBy(tomas.page, codeUser.length), codeUser, 'the code user')

  await jan.button('more').focus()
  await page.keyboard.press('Enter')
  const items = [callDe.devices, callDe.connectionDetails, callDe.keyboardShortcuts].map(asButton)
  await page.locator('.call-menu-item:focus').waitFor()
  t.equal(await focusedOn(page), items[0], 'More opens with its first')
  t.same(await passedBy(page, 3, 'ArrowDown'), [...items.slice(1), items[0]], 'and goes around')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: callDe.devices }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  t.equal(await focusedOn(page), asButton(commonDe.more), 'and back to what opened it')

  await jan.press('screenshotOne')
  await page.getByRole('dialog', { name: jan.names.screenshotOne }).waitFor()
  t.equal(await focusedOn(page), `dialog "${editorDe.screenshot(1)}"`)
  const editor = [
    ...[editorDe.undo, editorDe.redo, editorDe.deleteShape, editorDe.backToVideo],
    ...TOOLS.map((tool) => editorDe.tool[tool]),
  ].map(asButton)
  const picture = `group "${editorDe.picture}"`
  const after = [...editor, picture, asButton(callDe.mute)]
  t.same(await passedBy(page, after.length), after, 'the editor, then the bar')
  await page.emulateMedia({ reducedMotion: 'reduce' })
  t.same(await motionsOn(page), [], 'nothing moves for whoever wants it calm')
  await page.emulateMedia({ reducedMotion: null })
  t.ok((await motionsOn(page)).length > 0)
  await jan.press('backToVideo')
}

function asButton(name: string): string {
  return `button "${name}"`
}
