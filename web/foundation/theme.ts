import { signal, type ReadonlySignal } from '@preact/signals'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const STORED_AS = 'lotse.theme'

const chosen = signal<Theme>('system')
export const theme: ReadonlySignal<Theme> = chosen

/** Takes up the theme chosen here before. */
export function startTheme(): void {
  try {
    apply(THEMES.find((each) => each === localStorage.getItem(STORED_AS)) ?? 'system')
  } catch {
    apply('system')
  }
}

export function chooseTheme(next: Theme): void {
  apply(next)
  try {
    localStorage.setItem(STORED_AS, next)
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

function apply(next: Theme): void {
  chosen.value = next
  if (next === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = next
}
