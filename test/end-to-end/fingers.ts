import type { Page } from 'playwright-core'

/** Fingers side by side on a page that has no touch screen: where across, and how far down, in px. */
export async function fingersOn(page: Page) {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 2 })
  return async (
    type: 'touchStart' | 'touchMove' | 'touchEnd',
    all: readonly number[],
    y: number,
  ) => {
    const touchPoints = all.map((x, id) => ({ x, y, id }))
    await session.send('Input.dispatchTouchEvent', { type, touchPoints })
  }
}
