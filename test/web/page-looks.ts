import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What axe finds on the page once it is at rest: half a change of colour has no contrast of its own. */
export async function findingsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(ending.map(({ finished }) => finished))
  })
  return page.evaluate(async () => {
    // Put there by the line above.
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') }
    const { violations } = await axe.run()
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target}`))
  })
}

/** Words that a box hides; a row of tabs that scrolls is meant to, a field scrolls while typing. */
export async function clippedOn(page: Page): Promise<string[]> {
  return page.locator('main *').evaluateAll((elements) =>
    elements
      .filter((element) => {
        const { overflowX, textOverflow, clipPath } = getComputedStyle(element)
        const isMeant =
          overflowX === 'visible' || overflowX === 'auto' || textOverflow === 'ellipsis'
        const isOnlyHeard = clipPath !== 'none'
        if (
          isMeant ||
          isOnlyHeard ||
          element.closest('.only-heard, .button-refusal, select, input')
        )
          return false
        return element.scrollWidth > element.clientWidth + 1
      })
      .map(({ className }) => className),
  )
}

/** How far the page can be moved sideways, in px. */
export async function sidewaysOn(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
}

/** What moves on the page, or would: running animations, and styles that give a change a duration. */
export async function motionsOn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const running = document.getAnimations().filter(({ effect }) => {
      const { activeDuration = 0 } = effect?.getComputedTiming() ?? {}
      return Number(activeDuration) > 0
    })
    const found = running.map((each) =>
      each instanceof CSSAnimation ? each.animationName : each.id,
    )
    for (const element of document.querySelectorAll('*')) {
      for (const part of ['', '::before', '::after', '::backdrop']) {
        const style = getComputedStyle(element, part)
        const isAnimated = style.animationName !== 'none' && /[1-9]/.test(style.animationDuration)
        const isLate = /[1-9]/.test(style.transitionDuration)
        if (isAnimated || isLate) found.push(`${element.tagName} ${element.className}${part}`)
      }
    }
    return found
  })
}
