import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { findingsOn } from '../web/page-looks.ts'
import type { Employee } from './people.ts'

/** Picked in the dialog: taken at once, and still the one there afterwards. */
export async function pickedMicrophone(t: Test, jan: Employee): Promise<void> {
  const { page } = jan
  const open = async () => {
    await jan.use('devices')
    return page.getByRole('dialog').getByRole('combobox', { name: jan.names.microphone })
  }
  const picker = await open()
  await picker.locator('option').nth(2).waitFor({ state: 'attached' })
  const label = (await picker.locator('option').nth(2).textContent()) ?? ''
  await keepOpened(page)
  await picker.selectOption({ label })
  await page.waitForFunction(() => localStorage.getItem('lotse.devices') !== null)
  t.same(await page.evaluate('opened'), [label], 'it is the one that was opened')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  const kept = await open()
  t.equal(
    await kept.evaluate((select: HTMLSelectElement) => select.selectedOptions[0]?.text),
    label,
  )
  t.same(await findingsOn(page), [], 'axe with the dialog')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  t.ok(await jan.button('mute').isVisible(), 'the microphone is on')
}

/** As after pulling the plug between two calls. */
export async function goneCamera(t: Test, jan: Employee): Promise<void> {
  const { page } = jan
  const picked = await page.evaluate(() => localStorage.getItem('lotse.devices') ?? '')
  const gone = { ...(JSON.parse(picked) as object), videoinput: 'gone' }
  await page.evaluate(
    (stored) => localStorage.setItem('lotse.devices', stored),
    JSON.stringify(gone),
  )
  await page.reload()
  await keepOpened(page)
  await jan.press('cameraOn')
  await jan.button('cameraOff').waitFor()
  t.match(await page.evaluate('opened.at(-1)'), /^fake_device/, 'another camera')
  await jan.press('cameraOff')
  await page.evaluate((stored) => localStorage.setItem('lotse.devices', stored), picked)
  await jan.seesRemote()
}

/** What the page opens from now on, by its labels. */
async function keepOpened(page: Page): Promise<void> {
  await page.evaluate(`{
    globalThis.opened = []
    const { getUserMedia } = MediaDevices.prototype
    MediaDevices.prototype.getUserMedia = async function (wants) {
      const stream = await getUserMedia.call(this, wants)
      opened.push(...stream.getTracks().map(({ label }) => label))
      return stream
    }
  }`)
}
