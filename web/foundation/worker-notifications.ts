import { navigate } from './router.ts'

/** What the page has to do with notifications that its service worker shows. */

/** One that was pressed leads here; the page goes there without being loaded anew. */
export function followNotifications(): void {
  const workers = findWorkers()
  workers?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const path = typeof data === 'object' && data !== null && 'path' in data ? data.path : undefined
    if (typeof path === 'string') navigate(path)
  })
  // Messages wait until somebody says that they are listened to.
  workers?.startMessages()
}

/** It rings no more: what says that it does goes. */
export async function closeRingNotifications(): Promise<void> {
  const shown = (await (await findWorkers()?.getRegistration())?.getNotifications()) ?? []
  for (const each of shown) {
    const data: unknown = each.data
    if (typeof data === 'object' && data !== null && 'isRing' in data && data.isRing) each.close()
  }
}

/** Missing where pages are not served by https. */
function findWorkers(): ServiceWorkerContainer | undefined {
  return navigator.serviceWorker
}
