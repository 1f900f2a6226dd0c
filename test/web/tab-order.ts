import type { Page } from 'playwright-core'

/** What has the focus, by role and name as it is read out; `nothing` where nobody would know. */
export async function focusedOn(page: Page): Promise<string> {
  const focused = page.locator(':focus')
  if ((await focused.count()) === 0) return 'nothing'
  const [line = ''] = (await focused.ariaSnapshot()).split('\n')
  return /\w+( "[^"]*")?/.exec(line)?.[0] ?? line
}

/** What the key comes by, one press after the other. */
export async function passedBy(page: Page, presses: number, key = 'Tab'): Promise<string[]> {
  const passed: string[] = []
  for (let press = 0; press < presses; press += 1) {
    await page.keyboard.press(key)
    passed.push(await focusedOn(page))
  }
  return passed
}
