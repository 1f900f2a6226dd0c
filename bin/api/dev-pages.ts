import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { entryFor } from '../../contract/paths.ts'
import { findFreePort } from '../embedded/free-port.ts'

const WEB = fileURLToPath(new URL('../../web', import.meta.url))

/** Serves the pages from their sources by Vite, for `npm run dev`. */
export async function registerDevPages(app: FastifyInstance): Promise<void> {
  // A development dependency: production images do not have it.
  const { createServer } = await import('vite')
  // On the api's own server its upgrade would be taken for an unknown socket and closed.
  const hmr = { port: await findFreePort() }
  const vite = await createServer({ server: { middlewareMode: true, hmr }, logLevel: 'warn' })
  app.addHook('onClose', () => vite.close())

  // What Vite does not know it hands back; then an entry answers.
  app.get('/*', async (request, reply) => {
    // Vite puts styles and its client into the page, which the built pages' policy forbids.
    void reply.removeHeader('content-security-policy')
    if (await isAnsweredBy(vite.middlewares, request, reply)) return reply
    const entry = entryFor(request.url.split('?', 1)[0] ?? '/')
    if (!entry) return reply.callNotFound()
    const source = await readFile(path.join(WEB, `${entry}.html`), 'utf8')
    const html = await vite.transformIndexHtml(`/${entry}.html`, source)
    return reply.type('text/html; charset=utf-8').send(html)
  })
}

type Middlewares = (
  request: FastifyRequest['raw'],
  reply: FastifyReply['raw'],
  next: () => void,
) => void

function isAnsweredBy(
  middlewares: Middlewares,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  return new Promise((resolve) => {
    reply.raw.once('finish', () => {
      reply.hijack()
      resolve(true)
    })
    middlewares(request.raw, reply.raw, () => resolve(false))
  })
}
