import { signal, type ReadonlySignal } from '@preact/signals'
import type { PageConfig } from '../../contract/answers.ts'

const loaded = signal<PageConfig | null>(null)
/** What this installation can do; null until known. */
export const pageConfig: ReadonlySignal<PageConfig | null> = loaded

export async function loadPageConfig(): Promise<void> {
  try {
    const response = await fetch('/config.json')
    // The api answers by the contract's schema.
    if (response.ok) loaded.value = (await response.json()) as PageConfig
  } catch {
    // Only the version and a banner depend on it.
  }
}
