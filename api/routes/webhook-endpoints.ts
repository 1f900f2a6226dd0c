import type { FastifyRequest } from 'fastify'
import { randomBytes } from 'node:crypto'
import Type from 'typebox'
import { paths } from '../../contract/paths.ts'
import { Nothing } from '../../contract/requests.ts'
import { Id } from '../../contract/scalars.ts'
import {
  NewWebhookEndpoint,
  WebhookEndpointChange,
  WebhookEndpointList,
  WebhookEndpointView,
  WebhookLog,
  WebhookLogQuery,
} from '../../contract/webhooks.ts'
import { insertTestWebhook, listWebhookLog, replayWebhook } from '../../db/webhook-deliveries.ts'
import {
  changeWebhookEndpoint,
  deleteWebhookEndpoint,
  findWebhookEndpoint,
  insertWebhookEndpoint,
  listWebhookEndpoints,
  rotateWebhookSecret,
} from '../../db/webhook-endpoints.ts'
import { kindOfWebhookEvent } from '../../domain/webhook-events.ts'
import type { App } from '../app-type.ts'
import { administratorOf } from '../caller.ts'
import { invalidField, notFound } from '../problems.ts'
import { NoQuery } from '../route-context.ts'
import { answering, named } from '../schemas.ts'
import { changeSetUp, IdParams, SET_UP_TAGS } from '../set-up.ts'
import { webhookEndpointView, webhookLogView } from '../views/webhook-views.ts'

const TAGS = SET_UP_TAGS
const KIND = 'webhook_endpoint'
const LOG_LENGTH = 50
const SECRET_BYTES = 32
const DeliveryParams = Type.Object({ id: Id, delivery: Id })

/** Where an organisation's own systems hear of sessions; administrators only. */
export function webhookEndpointRoutes(app: App): void {
  registerList(app)
  registerChanges(app)
  registerSecrets(app)
  registerLog(app)
  registerRepeats(app)
}

function registerList(app: App): void {
  app.get(
    paths.webhookEndpoints,
    {
      schema: {
        tags: TAGS,
        summary: 'Webhook endpoints; administrators only',
        querystring: NoQuery,
        response: answering({ 200: named(WebhookEndpointList) }),
      },
    },
    async (request) => {
      const { db } = await administratorOf(request)
      return { items: (await listWebhookEndpoints(db)).map((row) => webhookEndpointView(row)) }
    },
  )

  app.post(
    paths.webhookEndpoints,
    {
      schema: {
        tags: TAGS,
        summary: 'Add a webhook endpoint; its secret is shown this once',
        body: NewWebhookEndpoint,
        response: answering({ 201: named(WebhookEndpointView) }),
      },
    },
    async (request, reply) => {
      const { url, events } = request.body
      assertAddress(url)
      const secret = newSecret()
      const change = { action: 'webhook_endpoint_made', kind: KIND }
      const { id } = await changeSetUp(request, change, (db) =>
        insertWebhookEndpoint(db, { url, secret, events: events.map(kindOfWebhookEvent) }),
      )
      void reply.code(201)
      return { ...(await loadView(request, id)), secret }
    },
  )
}

function registerChanges(app: App): void {
  app.put(
    paths.webhookEndpoint(':id'),
    {
      schema: {
        tags: TAGS,
        summary: 'Change a webhook endpoint, or switch it off and on',
        params: IdParams,
        body: WebhookEndpointChange,
        response: answering({ 200: named(WebhookEndpointView) }),
      },
    },
    async (request) => {
      const { id } = request.params
      const { url, events, isActive } = request.body
      if (url !== undefined) assertAddress(url)
      const change = { action: 'webhook_endpoint_changed', kind: KIND, id }
      await changeSetUp(request, change, (db) =>
        changeWebhookEndpoint(db, id, {
          ...(url === undefined ? {} : { url }),
          ...(events === undefined ? {} : { events: events.map(kindOfWebhookEvent) }),
          ...(isActive === undefined ? {} : { isActive }),
        }),
      )
      return loadView(request, id)
    },
  )

  app.delete(
    paths.webhookEndpoint(':id'),
    {
      schema: {
        tags: TAGS,
        summary: 'Remove a webhook endpoint with its log; what waits is not delivered',
        params: IdParams,
        body: Nothing,
        response: answering({}),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const change = { action: 'webhook_endpoint_removed', kind: KIND, id }
      await changeSetUp(request, change, (db) => deleteWebhookEndpoint(db, id))
      return reply.code(204).send()
    },
  )
}

function registerSecrets(app: App): void {
  app.post(
    paths.webhookSecret(':id'),
    {
      schema: {
        tags: TAGS,
        summary: 'A new secret, shown this once; the one before stays valid for a day',
        params: IdParams,
        body: Nothing,
        response: answering({ 201: named(WebhookEndpointView) }),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const secret = newSecret()
      const change = { action: 'webhook_secret_changed', kind: KIND, id }
      await changeSetUp(request, change, (db) => rotateWebhookSecret(db, id, secret))
      void reply.code(201)
      return { ...(await loadView(request, id)), secret }
    },
  )
}

function registerLog(app: App): void {
  app.get(
    paths.webhookDeliveries(':id'),
    {
      schema: {
        tags: TAGS,
        summary: 'What was delivered to a webhook endpoint, or waits, newest first',
        params: IdParams,
        querystring: WebhookLogQuery,
        response: answering({ 200: named(WebhookLog) }),
      },
    },
    async (request) => {
      const { db } = await administratorOf(request)
      const { id } = request.params
      const { before } = request.query
      await loadView(request, id)
      const page = {
        limit: LOG_LENGTH,
        before: before === undefined ? undefined : new Date(before),
      }
      return { items: (await listWebhookLog(db, id, page)).map(webhookLogView) }
    },
  )
}

function registerRepeats(app: App): void {
  app.post(
    paths.webhookTest(':id'),
    {
      schema: {
        tags: TAGS,
        summary: 'Send a test message; the log says what came of it',
        params: IdParams,
        body: Nothing,
        response: answering({}),
      },
    },
    async (request, reply) => {
      const { db } = await administratorOf(request)
      await loadView(request, request.params.id)
      await insertTestWebhook(db, request.params.id)
      return reply.code(202).send()
    },
  )

  app.post(
    paths.webhookReplay(':id', ':delivery'),
    {
      schema: {
        tags: TAGS,
        summary: 'Deliver a message again, under the same webhook-id',
        params: DeliveryParams,
        body: Nothing,
        response: answering({}),
      },
    },
    async (request, reply) => {
      const { db } = await administratorOf(request)
      const { id, delivery } = request.params
      if (!(await replayWebhook(db, { endpointId: id, id: delivery }))) throw notFound()
      return reply.code(202).send()
    },
  )
}

/** Where it leads is checked when it is connected to; here only whether it is an address at all. */
function assertAddress(url: string): void {
  const { username, password } = URL.canParse(url) ? new URL(url) : { username: '?', password: '' }
  if (username || password) throw invalidField('/url', 'is no address without a name in it')
}

function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`
}

async function loadView(request: FastifyRequest, id: string): Promise<WebhookEndpointView> {
  const { db } = await administratorOf(request)
  const row = await findWebhookEndpoint(db, id)
  if (!row) throw notFound()
  return webhookEndpointView(row)
}
