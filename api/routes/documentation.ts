import swagger from '@fastify/swagger'
import type { App } from '../app-type.ts'
import { completeDocument } from '../documentation-complete.ts'
import { documentationPage, DOCUMENTATION_STYLE } from '../documentation-page.ts'
import { NAMED_SCHEMAS } from '../schemas.ts'
import { ACTOR_HEADER } from '../../contract/paths.ts'

/** Collects the routes that follow into an OpenAPI document. */
export async function registerDocumentation(app: App, publicUrl: string): Promise<void> {
  for (const schema of NAMED_SCHEMAS) app.addSchema(schema)
  await app.register(swagger, {
    hideUntagged: true,
    transform: ({ schema, url, route }) => {
      // Said before anybody is known.
      const security = route.config?.isOpen ? { security: [] } : {}
      return { schema: { ...schema, ...security }, url }
    },
    transformObject: (document) => {
      return completeDocument('openapiObject' in document ? document.openapiObject : {})
    },
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Lotse',
        version: '1',
        description: 'Remote visual assistance. Sockets are described in docs/protocol.md.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: publicUrl }],
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer' },
          page: { type: 'apiKey', in: 'header', name: ACTOR_HEADER },
        },
      },
      security: [{ apiKey: [] }, { page: [] }],
    },
    refResolver: {
      buildLocalReference: ({ $id }) => {
        if (typeof $id === 'string') return $id
        throw new Error('A shared schema has no name')
      },
    },
  })
}

/** The document for programs, and a page of it for people. */
export function documentationRoutes(app: App): void {
  const config = { isOpen: true }
  app.get('/api/v1/openapi.json', { config }, () => app.swagger())
  app.get('/api/docs', { config }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(documentationPage(app.swagger())),
  )
  app.get('/api/docs.css', { config }, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(DOCUMENTATION_STYLE),
  )
}
