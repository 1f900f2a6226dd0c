import type { FastifyRequest } from 'fastify'
import { randomBytes } from 'node:crypto'
import { paths } from '../../contract/paths.ts'
import {
  NewTicketSystem,
  TicketCheck,
  TicketSystemChange,
  TicketSystemList,
  TicketSystemNames,
  TicketSystemView,
} from '../../contract/ticket-systems.ts'
import { Nothing } from '../../contract/requests.ts'
import {
  changeTicketSystem,
  findTicketAccess,
  findTicketSystem,
  insertTicketSystem,
  listTicketSystems,
} from '../../db/ticket-systems.ts'
import type { App } from '../app-type.ts'
import { administratorOf, employeeOf } from '../caller.ts'
import { invalidField, notFound } from '../problems.ts'
import { NoQuery, type RouteContext } from '../route-context.ts'
import { answering, named } from '../schemas.ts'
import { changeSetUp, IdParams, SET_UP_TAGS as TAGS } from '../set-up.ts'

const KIND = 'ticket_system'
const SECRET_BYTES = 32
const unique = { ticket_systems_organisation_id_name_key: '/name' }

/** Ticket systems that sessions speak with; administrators only. */
export function ticketSystemRoutes(app: App, context: RouteContext): void {
  const { publicUrl } = context.settings
  registerList(app, publicUrl)
  registerChange(app, publicUrl)
  registerCheck(app, context)
  registerNames(app)
}

function registerList(app: App, publicUrl: string): void {
  app.get(
    paths.ticketSystems,
    {
      schema: {
        tags: TAGS,
        summary: 'Ticket systems; administrators only',
        querystring: NoQuery,
        response: answering({ 200: named(TicketSystemList) }),
      },
    },
    async (request) => {
      const { db } = await administratorOf(request)
      return { items: (await listTicketSystems(db)).map((row) => viewOf(row, publicUrl)) }
    },
  )

  app.post(
    paths.ticketSystems,
    {
      schema: {
        tags: TAGS,
        summary: 'Add a ticket system; what it signs its messages with is shown this once',
        body: NewTicketSystem,
        response: answering({ 201: named(TicketSystemView) }),
      },
    },
    async (request, reply) => {
      const { body } = request
      assertUsable(body)
      const inboundSecret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`
      const change = { action: 'ticket_system_made', kind: KIND, unique }
      const { id } = await changeSetUp(request, change, (db) =>
        insertTicketSystem(db, { ...body, inboundSecret }),
      )
      void reply.code(201)
      return { ...(await loadView(request, id, publicUrl)), inboundSecret }
    },
  )
}

function registerChange(app: App, publicUrl: string): void {
  app.put(
    paths.ticketSystem(':id'),
    {
      schema: {
        tags: TAGS,
        summary: 'Change how a ticket system is reached, or switch it off and on',
        params: IdParams,
        body: TicketSystemChange,
        response: answering({ 200: named(TicketSystemView) }),
      },
    },
    async (request) => {
      const { id } = request.params
      const { body } = request
      const { kind } = await loadView(request, id, publicUrl)
      assertUsable({ kind, ...body })
      const change = { action: 'ticket_system_changed', kind: KIND, id }
      await changeSetUp(request, change, (db) => changeTicketSystem(db, id, body))
      return loadView(request, id, publicUrl)
    },
  )
}

function registerCheck(app: App, { tickets }: RouteContext): void {
  app.post(
    paths.ticketCheck(':id'),
    {
      schema: {
        tags: TAGS,
        summary: 'Ask a ticket system that is switched on whether it is there and takes us',
        params: IdParams,
        body: Nothing,
        response: answering({ 200: named(TicketCheck) }),
      },
    },
    async (request) => {
      const { db } = await administratorOf(request)
      const access = await findTicketAccess(db, { id: request.params.id })
      if (!access) throw notFound()
      return tickets.check(access)
    },
  )
}

function registerNames(app: App): void {
  app.get(
    paths.ticketSystemNames,
    {
      schema: {
        tags: TAGS,
        summary: 'Names of the ticket systems that employees make tickets in',
        querystring: NoQuery,
        response: answering({ 200: named(TicketSystemNames) }),
      },
    },
    async (request) => {
      const systems = await listTicketSystems(employeeOf(request).db)
      const active = systems.filter(({ disabledAt }) => disabledAt === null)
      return { items: active.map(({ name }) => name) }
    },
  )
}

const SECRET = /^whsec_[\w+/]{20,}=*$/

function assertUsable(system: { kind: string; url?: string; credential?: string }): void {
  const { kind, url, credential } = system
  if (url !== undefined && !URL.canParse(url)) throw invalidField('/url', 'is no address')
  const isSecret = credential === undefined || SECRET.test(credential)
  if (kind === 'signed_webhook' && !isSecret) {
    throw invalidField('/credential', 'is no secret like whsec_…')
  }
}

async function loadView(
  request: FastifyRequest,
  id: string,
  publicUrl: string,
): Promise<TicketSystemView> {
  const { db } = await administratorOf(request)
  const row = await findTicketSystem(db, id)
  if (!row) throw notFound()
  return viewOf(row, publicUrl)
}

type Row = Awaited<ReturnType<typeof listTicketSystems>>[number]

function viewOf(row: Row, publicUrl: string): TicketSystemView {
  const { id, name, kind, url, language, failures } = row
  return {
    ...{ id, name, kind, url, language, failures },
    isActive: row.disabledAt === null,
    createdAt: row.createdAt.getTime(),
    waiting: row.waiting ?? 0,
    resumeAt: row.resumeAt?.getTime() ?? null,
    eventsUrl: `${publicUrl}${paths.ticketEvents(id)}`,
  }
}
