/*
 * Shows what web push brings while no page is open, and opens the page it is about. Nothing else: it
 * keeps no files, so that a page is always the one of the running version.
 */

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('push', (event) => {
  event.waitUntil(show(readMessage(event.data)))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.path ?? '/'))
})

/** Browsers want to see something for every message, also for one that cannot be read. */
function readMessage(data) {
  try {
    return data.json()
  } catch {
    return { title: 'Lotse', body: '', path: '/', tag: 'lotse', isRing: false }
  }
}

/** A newer message about the same session takes the place of the one before. */
async function show({ title, body, path, tag, isRing }) {
  if (await isSeen(path)) return
  await self.registration.showNotification(title, {
    ...{ body, tag, renotify: true, icon: '/lotse.svg', badge: '/lotse.svg' },
    ...{ requireInteraction: isRing, data: { path, isRing } },
    ...(isRing ? { vibrate: [300, 200, 300] } : {}),
  })
}

/** A page of the same side that is in front tells it itself. */
async function isSeen(path) {
  const pages = await self.clients.matchAll({ type: 'window' })
  return pages.some((page) => page.visibilityState === 'visible' && isSameSide(page, path))
}

async function open(path) {
  const pages = await self.clients.matchAll({ type: 'window' })
  const [page] = pages.filter((each) => new URL(each.url).pathname === path)
  const other = pages.find((each) => isSameSide(each, path))
  if (page) return page.focus()
  if (!other) return self.clients.openWindow(path)
  await other.focus()
  // It goes there by itself: loading it anew would end a call.
  other.postMessage({ type: 'open', path })
}

/** Employees' pages and those of code users share the address. */
function isSameSide({ url }, path) {
  const isCodeUsers = (each) => /^\/(v|c|j)(\/|$)/.test(each)
  return isCodeUsers(new URL(url).pathname) === isCodeUsers(path)
}
