import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { entryFor } from '../../contract/paths.ts'
import type { App } from '../app-type.ts'
import type { Pages } from '../dependencies.ts'
import { handleNotFound } from '../error-handler.ts'

const ENTRY_FILES = { console: 'console.html', 'code-user': 'code-user.html' } as const

/** Serves the built pages: files by their names, every other page path by its entry. */
export async function registerPages(app: App, pages: Pages): Promise<void> {
  if ('register' in pages) {
    app.setNotFoundHandler(handleNotFound)
    return pages.register(app)
  }
  await app.register(fastifyStatic, {
    root: pages.folder,
    index: false,
    wildcard: false,
    decorateReply: true,
    setHeaders: (reply, path) => void reply.header('cache-control', cachingOf(path)),
  })
  app.setNotFoundHandler(sendEntry)
}

/** Names of assets hold a hash of their content; everything else may change with the next start. */
function cachingOf(path: string): string {
  return path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
}

function sendEntry(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const [path = '/'] = request.url.split('?', 1)
  const entry = isNavigation(request) ? entryFor(path) : undefined
  return entry ? reply.sendFile(ENTRY_FILES[entry]) : handleNotFound(request, reply)
}

/** A missing script must not be answered with a page. */
function isNavigation({ method, headers }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && (headers.accept ?? '').includes('text/html')
}
