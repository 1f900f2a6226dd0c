import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LANGUAGES, type Language } from '../../domain/refusal-texts.ts'
import { LotseClient, LotseProblem } from './demo-page/lotse-client.ts'
import {
  ASSISTANT,
  CONVERSATION,
  PREPARED,
  TEXTS,
  TICKET_SYSTEM,
  TICKETS,
} from './demo-page/story.ts'
import { demoMain, type DemoButton } from './demo-page/view.ts'
import { sendDocument, serveStyle } from './plain-page/document.ts'

export interface DemoPageOptions {
  readonly apiKey: string
  readonly codes: readonly { device: string; deviceId: string }[]
  readonly actionButtons: readonly DemoButton[]
}

const STYLE = '/demo/style.css'

/** `/demo`: plays a ticket system and an assistant, which use the API as foreign servers would. */
export function demoPage(options: DemoPageOptions) {
  return async (app: FastifyInstance): Promise<void> => {
    await app.register(async (scope) => registerRoutes(scope, options))
  }
}

type TicketRequest = FastifyRequest<{ Params: { key: string }; Body: URLSearchParams }>

function registerRoutes(app: FastifyInstance, options: DemoPageOptions): void {
  const client = new LotseClient(app, options.apiKey)
  const [button] = options.actionButtons
  serveStyle(app, STYLE)
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  )

  app.get('/demo', async (request, reply) => {
    return showPage({ request, reply, client, button })
  })

  app.post('/demo/tickets/:key/video-session', async (request: TicketRequest, reply) => {
    const { key } = request.params
    const language = languageOf(request)
    const ticket = TICKETS.find((each) => each.key === key)
    const code = options.codes.find(({ device }) => device === ticket?.device)
    if (!ticket || !code) return reply.callNotFound()
    const attempt = Number(request.body.get('attempt')) || 1
    return orShow({ request, reply, client, button }, async () => {
      await client.createSession({
        deviceId: code.deviceId,
        reason: ticket.text[language],
        requesterName: ticket.person,
        tickets: [{ system: TICKET_SYSTEM, key, title: ticket.title[language] }],
        externalKey: `${key}/${attempt}`,
        language,
      })
      return reply.redirect(`/demo?lang=${language}#${key}`, 303)
    })
  })

  app.post('/demo/assistant/draft', async (request, reply) => {
    if (!button) return reply.callNotFound()
    const language = languageOf(request)
    return orShow({ request, reply, client, button }, async () => {
      const url = await client.prepareDraft(button.id, {
        code: button.code,
        answers: { reason: PREPARED.reason[language], requester: PREPARED.name },
        transcript: transcriptOf(language),
        name: ASSISTANT,
        ref: PREPARED.ref,
      })
      return reply.redirect(url, 303)
    })
  })
}

interface Showing {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly client: LotseClient
  readonly button: DemoButton | undefined
}

/** What Lotse refuses is shown on the page, as any foreign system would. */
async function orShow(showing: Showing, act: () => Promise<FastifyReply>): Promise<FastifyReply> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof LotseProblem) return showPage({ ...showing, problem: error.message })
    throw error
  }
}

async function showPage(showing: Showing & { problem?: string }): Promise<FastifyReply> {
  const { request, reply, client, button } = showing
  const language = languageOf(request)
  const { title, nav } = TEXTS[language]
  const found = await findSessions(client)
  const problem = showing.problem ?? found.problem
  const other = language === 'en' ? 'de' : 'en'
  return sendDocument(reply, {
    ...{ title, language, style: STYLE },
    links: [
      { text: nav.console, href: '/sessions' },
      { text: nav.mails, href: '/dev/mail' },
      { text: nav.otherLanguage, href: `/demo?lang=${other}` },
    ],
    main: demoMain({ language, tickets: found.tickets, button, problem }),
  })
}

async function findSessions(client: LotseClient) {
  try {
    const tickets = TICKETS.map(async (ticket) => {
      return { ticket, sessions: await client.sessionsOf(ticket.key) }
    })
    return { tickets: await Promise.all(tickets), problem: undefined }
  } catch (error) {
    if (!(error instanceof LotseProblem)) throw error
    return { tickets: TICKETS.map((ticket) => ({ ticket, sessions: [] })), problem: error.message }
  }
}

/** `?lang=`, else what the browser prefers. */
function languageOf({ query, headers }: FastifyRequest): Language {
  const asked = new URLSearchParams(Object.entries(Object(query) as object)).get('lang')
  const preferred = asked ?? headers['accept-language']?.slice(0, 2)
  return LANGUAGES.find((language) => language === preferred) ?? 'en'
}

function transcriptOf(language: Language): string {
  const { you } = TEXTS[language]
  return CONVERSATION.map(({ from, text }) => {
    return `${from === 'person' ? you : ASSISTANT}: ${text[language]}`
  }).join('\n')
}
