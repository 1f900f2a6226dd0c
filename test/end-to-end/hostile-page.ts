import { readFileSync } from 'node:fs'
import type { BrowserContext, Page } from 'playwright-core'
import { serveHttp } from '../support/http-server.ts'
import type { Owner } from '../support/servers.ts'

const SOURCE = readFileSync(new URL('hostile-page.html', import.meta.url))

export type Outcomes = Readonly<Record<string, string>>

/** A server of somebody else's; the answer is its port. It has nothing but the one page. */
export async function startHostileSite(t: Owner): Promise<number> {
  const { port } = await serveHttp(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(SOURCE)
  })
  return port
}

/** `email` and `password` are an account of the attacker's, which a victim might be signed in with. */
type Attack = { site: string; target: string; session: string; email: string; password: string }

/** A signed-in employee has followed a link: what the page got, and what was sent in their name. */
export async function visitHostilePage(context: BrowserContext, attack: Attack) {
  const { site, ...aims } = attack
  const { target } = aims
  const page = await context.newPage()
  const sent: Promise<boolean>[] = []
  page.on('request', (request) => {
    if (request.method() !== 'POST' || !request.url().startsWith(target)) return
    sent.push(request.allHeaders().then(({ cookie }) => cookie !== undefined))
  })
  const before = await countRefusedPosts(target)
  await page.goto(`${site}/#${new URLSearchParams(aims)}`)
  await page.waitForFunction('window.outcomes')
  const outcomes = await page.evaluate<Outcomes>('window.outcomes')
  const refusedPosts = (await countRefusedPosts(target)) - before
  const hasCookies = (await Promise.all(sent)).includes(true)
  const isFramed = page.frames().some((frame) => frame.url().startsWith(`${target}/sessions`))
  await page.close()
  return { outcomes, refusedPosts, hasCookies, isFramed }
}

/** As the service counts them: the page itself is shown nothing, not even that it was refused. */
async function countRefusedPosts(target: string): Promise<number> {
  const metrics = await (await fetch(`${target}/metrics`)).text()
  const counted = metrics.matchAll(/^lotse_http_request_seconds_count{(.*)} (\d+)$/gm)
  return [...counted]
    .filter(([, labels = '']) => labels.includes('"POST"') && labels.includes('"403"'))
    .reduce((sum, [, , count]) => sum + Number(count), 0)
}

/** The same as the hostile page's, asked by a page of the service itself. */
export async function askFromOwnPage(page: Page, session: string): Promise<Outcomes> {
  return page.evaluate(async (id) => {
    const command = `/api/v1/video-sessions/${id}/cancellation`
    const headers = {
      'content-type': 'application/json',
      'lotse-actor': 'employee',
      'idempotency-key': 'of-its-own-page',
    }
    const socket = new WebSocket(`/api/v1/live?as=employee`)
    const opened = await new Promise<string>((resolve) => {
      socket.onopen = () => resolve('open')
      socket.onclose = () => resolve('close')
    })
    socket.close()
    const answer = await fetch(command, { method: 'POST', headers, body: '{}' })
    return { 'a socket to live': opened, 'a command': String(answer.status) }
  }, session)
}
