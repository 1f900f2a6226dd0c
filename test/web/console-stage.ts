import { createServer as createHttpServer } from 'node:http'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContext, Page, Route } from 'playwright-core'
import type { Test } from 'tap'
import { createServer } from 'vite'
import { entryFor, paths } from '../../contract/paths.ts'
import { makeTestBrowser, type BrowserOptions } from '../support/servers.ts'
import { LINE_STOP, ME, WARRANTY } from './canned-session.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PATIENCE_MS = 20_000
/** Of the pages, wherever the tests run. */
export const TIME_ZONE = 'Europe/Berlin'

/** What the api answers: a value, or a problem with its status. */
export type Answer = { status?: number; body: unknown } | undefined
export type Asked = { method: string; path: string; body: unknown; headers: Record<string, string> }
export type Answers = (asked: Asked) => Answer

/** The pages as they are, served from their sources. */
export async function servePages(t: Test): Promise<string> {
  const vite = await createServer({
    configFile: path.join(ROOT, 'vite.config.ts'),
    root: path.join(ROOT, 'web'),
    logLevel: 'error',
    cacheDir: path.join(ROOT, 'node_modules/.vite-test'),
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  })
  const server = createHttpServer((request, response) => {
    const url = request.url ?? '/'
    const isPage = request.headers.accept?.includes('text/html') ?? false
    if (!isPage) return vite.middlewares(request, response)
    const entry = entryFor(url) ?? 'console'
    readFile(path.join(ROOT, 'web', `${entry}.html`), 'utf8')
      .then((html) => vite.transformIndexHtml(url, html))
      .then((html) => response.setHeader('content-type', 'text/html').end(html))
      .catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(async () => {
    server.close()
    server.closeAllConnections()
    await vite.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}

export type PageOptions = {
  width?: number
  height?: number
  language?: 'en' | 'de'
  theme?: 'light' | 'dark'
}

/** Each width, theme and language with each page is more than it needs; each pair is here. */
export const LOOKS: PageOptions[] = [
  { width: 1280, theme: 'light', language: 'en' },
  { width: 1280, theme: 'dark', language: 'de' },
  { width: 390, theme: 'dark', language: 'en' },
  { width: 390, theme: 'light', language: 'de' },
  { width: 320, theme: 'light', language: 'de' },
]

export type ConsolePage = {
  page: Page
  /** Tells the page something by its live socket. */
  tell: (message: unknown) => void
  asked: Asked[]
}

/** Pages of a signed-in employee whose api answers what the test says. */
export async function openConsole(t: Test, browserOptions: BrowserOptions = {}) {
  const origin = await servePages(t)
  const browser = await makeTestBrowser(t, browserOptions)
  return async (
    href: string,
    answers: Answers,
    options: PageOptions = {},
  ): Promise<ConsolePage> => {
    const { width = 1280, height = width < 640 ? 844 : 800 } = options
    const context = await browser.newContext({
      viewport: { width, height },
      locale: options.language === 'de' ? 'de-DE' : 'en-GB',
      timezoneId: TIME_ZONE,
      colorScheme: options.theme ?? 'light',
      reducedMotion: 'reduce',
      baseURL: origin,
    })
    t.teardown(() => context.close())
    const asked: Asked[] = []
    const tell = await cannedSocket(context)
    await context.route(
      (url) => url.pathname.startsWith('/api/') || url.pathname === '/config.json',
      (route) => reply(route, answers, asked),
    )
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    await page.goto(href)
    return { page, tell, asked }
  }
}

async function cannedSocket(context: BrowserContext): Promise<(message: unknown) => void> {
  const sockets = new Set<{ send: (text: string) => void }>()
  await context.routeWebSocket(/\/api\/v1\/live/, (socket) => {
    sockets.add(socket)
    socket.send(JSON.stringify({ type: 'hello', instance: 'canned' }))
  })
  return (message) => {
    for (const socket of sockets) socket.send(JSON.stringify(message))
  }
}

async function reply(route: Route, answers: Answers, asked: Asked[]): Promise<void> {
  const request = route.request()
  const url = new URL(request.url())
  const ask: Asked = {
    method: request.method(),
    path: decodeURIComponent(url.pathname) + url.search,
    body: request.postDataJSON(),
    headers: request.headers(),
  }
  asked.push(ask)
  const answer = answers(ask) ?? ALWAYS(ask)
  if (!answer) {
    const body = { type: 'about:blank', title: 'Not found', status: 404, code: 'not_found' }
    return route.fulfill({ status: 404, json: body })
  }
  if (answer.body instanceof Buffer) {
    return route.fulfill({ status: 200, body: answer.body, contentType: 'image/png' })
  }
  await route.fulfill({ status: answer.status ?? 200, json: answer.body })
}

/** What every page of the console asks. */
function ALWAYS({ method, path }: Asked): Answer {
  if (method !== 'GET') return undefined
  if (path === paths.me) return { body: ME }
  if (path === '/config.json') {
    return {
      body: { version: 'test', isDemo: false, callsAvailable: true, recordingAvailable: true },
    }
  }
  if (path === paths.labels) return { body: { items: [LINE_STOP, WARRANTY] } }
  if (/^\/api\/v1\/artefacts\/[^/]+\/strokes$/.test(path)) return { body: { items: [] } }
  if (path === paths.ticketSystemNames || path.endsWith('/ticket-comments')) {
    return { body: { items: [] } }
  }
  if (path === paths.notifications) return { body: { items: [], unread: 2 } }
  if (path.startsWith(`${paths.sessions}?`)) {
    const counts = { requested: 6, confirmed: 3, in_progress: 1, done: 38, cancelled: 5, all: 53 }
    return { body: { items: [], next: null, counts } }
  }
  return undefined
}
