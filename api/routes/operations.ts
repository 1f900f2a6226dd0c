import { PageConfig } from '../../contract/answers.ts'
import type { App } from '../app-type.ts'
import type { Dependencies } from '../dependencies.ts'
import { Health } from '../health.ts'

/** What operators and the pages ask at the root. */
export function registerOperations(app: App, dependencies: Dependencies): void {
  const health = new Health(dependencies.health)
  app.addHook('onReady', () => health.start())
  app.addHook('onClose', async () => health.stop())

  // Only that this process turns its loop: restarting it would not mend anything else.
  app.get('/livez', () => ({ status: 'alive' }))

  app.get('/readyz', (_request, reply) => {
    const { readiness } = health
    if (readiness.status === 'unavailable') void reply.code(503)
    void reply.header('cache-control', 'no-store')
    return readiness
  })

  app.get('/metrics', async (_request, reply) => {
    const { registry } = dependencies.metrics
    return reply.type(registry.contentType).send(await registry.metrics())
  })

  const config = { schema: { response: { 200: PageConfig } } }
  app.get('/config.json', config, (_request, reply) => {
    void reply.header('cache-control', 'no-cache')
    return dependencies.settings.pageConfig
  })
}
