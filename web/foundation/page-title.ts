import { effect, signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

const title = signal('Lotse')
const alerts = signal<readonly { text: string }[]>([])

effect(() => {
  const alert = alerts.value.at(-1)
  const text = alert ? `● ${alert.text}` : title.value
  if (globalThis.document) document.title = text
})

/** Names the page in tab and history. */
export function usePageTitle(text: string): void {
  useEffect(() => {
    title.value = `${text} · Lotse`
  }, [text])
}

/** Stands in place of the title until the returned call, such as a ringing call; the newest first. */
export function alertInTitle(text: string): () => void {
  const alert = { text }
  alerts.value = [...alerts.peek(), alert]
  return () => {
    alerts.value = alerts.peek().filter((each) => each !== alert)
  }
}
