import type { FastifyReply, FastifyRequest } from 'fastify'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

const SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** What `/metrics` shows of one api instance. */
export function makeMetrics() {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, prefix: 'lotse_api_' })
  const answers = new Histogram({
    name: 'lotse_http_request_seconds',
    help: 'Time to answer, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  })
  const commands = new Counter({
    name: 'lotse_commands_total',
    help: 'Commands given to sessions, by outcome: done, or the code of the refusal',
    labelNames: ['command', 'outcome'],
    registers,
  })
  const sockets = new Gauge({
    name: 'lotse_live_sockets',
    help: 'Open live sockets',
    labelNames: ['actor'],
    registers,
  })
  return {
    registry,
    commands,
    sockets,
    countAnswer: async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      // Never the address itself: it would make a time series per session.
      const route = request.routeOptions.url ?? 'page'
      const labels = { method: request.method, route, status: reply.statusCode }
      answers.observe(labels, reply.elapsedTime / 1000)
    },
  }
}

export type Metrics = ReturnType<typeof makeMetrics>
