import { render, type ComponentChild } from 'preact'
import { startLanguage } from './language.ts'
import { startRouter } from './router.ts'
import { startTheme } from './theme.ts'

/** What both entries do before the first render, and that render. */
export function startPage(page: ComponentChild): void {
  const root = document.querySelector('#page')
  if (!root) throw new Error('The entry has no element #page')
  startTheme()
  startRouter()
  startLanguage().then(
    () => render(page, root),
    () => render(<NotLoaded />, root),
  )
}

/** Its texts are missing: in both languages, since neither is there. */
function NotLoaded() {
  return (
    <p role="alert">
      The page could not be loaded. Die Seite konnte nicht geladen werden. <a href="">Lotse</a>
    </p>
  )
}
