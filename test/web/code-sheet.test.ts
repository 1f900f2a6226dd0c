import t from 'tap'
import type { DeviceRow } from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import { setUpAnswers } from './canned-set-up.ts'
import { openConsole, type Answers } from './console-stage.ts'
import { findingsOn } from './page-looks.ts'

const SAW: DeviceRow = {
  ...{ id: 'd-2', label: 'Band saw 4', serial: 'BS-4', location: null, isActive: true },
  ...{ template: { id: 't-pack', name: 'Packaging' }, department: null, ownDepartmentId: null },
  codes: [
    codeOf('SAWA'),
    { ...codeOf('SAWB'), isDisabled: true },
    { ...codeOf('SAWC'), expiresAt: 1 },
  ],
}

function codeOf(code: string): DeviceRow['codes'][number] {
  const url = `https://lotse.example/c/${code}`
  return { id: code, code, url, hasPin: false, isDisabled: false, expiresAt: null }
}

t.test('R28: codes that work are printed on a sheet, and nothing else is', async (t) => {
  const open = await openConsole(t)
  const answers: Answers = (ask) =>
    ask.path.split('?', 1)[0] === paths.devices ? { body: { items: [SAW] } } : setUpAnswers()(ask)
  const { page } = await open('/devices', answers)
  await page.getByRole('button', { name: 'Print codes' }).click()
  const sheet = page.getByRole('dialog', { name: 'Codes to print' })
  const printed = sheet.getByRole('listitem')
  await printed.first().waitFor()
  t.same(await printed.count(), 1, 'not the disabled one, nor the one that has ended')
  t.match(await printed.innerText(), /Band saw 4\s+BS-4\s+SAWA/)
  await sheet.getByRole('img', { name: 'Code SAWA of Band saw 4' }).waitFor()
  t.same(await findingsOn(page), [], 'nothing for axe')

  await page.evaluate(() => {
    window.print = () => document.body.setAttribute('data-printed', '')
  })
  await sheet.getByRole('button', { name: 'Print', exact: true }).click()
  t.equal(await page.locator('body[data-printed]').count(), 1)
  await page.emulateMedia({ media: 'print' })
  // By its class: what lies in a hidden dialog has no role on paper.
  t.ok(await page.locator('.printed-codes li').isVisible(), 'on paper')
  for (const name of ['Print codes', 'Print']) {
    t.notOk(await page.getByRole('button', { name, exact: true }).isVisible(), `${name} is not`)
  }
  t.notOk(await page.getByRole('heading', { level: 1 }).isVisible(), 'nor the page behind it')
})
