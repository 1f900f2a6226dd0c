import type { FastifyBaseLogger, FastifyInstance, FastifyServerFactory } from 'fastify'
import type { Readable } from 'node:stream'
import type { PageConfig } from '../contract/answers.ts'
import type { Database } from '../db/database.ts'
import type { Identity, SignInProblem } from '../domain/identity.ts'
import type { Language } from '../domain/refusal-texts.ts'
import type { CookieSettings } from './cookies.ts'
import type { Rate } from './rate-limit.ts'
import type { RateName } from './rate-limits.ts'
import type { CallSocketOptions } from './call-socket.ts'
import type { Metrics } from './metrics.ts'
import type { SessionCommands } from './session-commands.ts'

export type ApiSettings = {
  /** Where people reach the service; links begin with it. No slash at the end. */
  publicUrl: string
  /** Origins whose pages may change something; includes that of `publicUrl`. */
  origins: readonly string[]
  /** Key that join links and participants are derived from. */
  linkKey: string
  cookies: CookieSettings
  trustedProxies: readonly string[]
  /** Changes with every start: pages see by it that they reached another process. */
  instance: string
  /** How long a ticket that nothing was heard of may still be being made. */
  ticketSettleMs: number
  /** For the console's link Open in Temporal. */
  temporalUi: { url: string; namespace: string } | null
  pageConfig: PageConfig
  /** Hosts that browsers may name to be reached; with a leading dot all below one. */
  pushServices: readonly string[]
  /** Other rates than the built-in ones. */
  rates?: Partial<Record<RateName, Rate>>
}

/** What stops at once, before and without the workflow. */
export type MediaStop = {
  organisationId: string
  sessionId: string
  call: number
  what: 'call' | 'recording' | 'consent'
}

/** Whoever holds the gateway of a call. */
export interface MediaStops {
  /** Resolves when the gateway has stopped it, or has nothing to stop; rejects when it cannot tell. */
  stop(stop: MediaStop): Promise<void>
}

/** Where recordings and screenshots are kept. */
export interface ArtefactStore {
  /** There for good once it resolves; an object of that key is replaced. Rejects when it is not. */
  put(key: string, content: Uint8Array): Promise<void>
  /** Both ends of the range are included. Rejects when the object is not there. */
  read(key: string, range?: { first: number; last: number }): Promise<Readable>
  /** Gone afterwards, also when it never was there. */
  remove(key: string): Promise<void>
}

export type JoinLinkMail = {
  to: string
  language: Language
  url: string
  number: number
  deviceLabel: string
  organisationName: string
}

/** Absent where no mail server is set up. */
export interface JoinLinkMailer {
  send(mail: JoinLinkMail): Promise<void>
}

export type TicketAccess = {
  kind: 'request_tracker' | 'signed_webhook'
  url: string
  credential: string
}

/** `id` names it for ever. */
export type WantedTicket = { subject: string; text: string; id: string }
export type MadeTicket = { key: string; url: string; title: string }
/** `isUncertain`: it may have been made, or still be. */
export type TicketFailure = { failure: string; isUncertain: boolean }

/** The organisations' ticket systems. */
export interface TicketSystems {
  /** Whether it tells repetitions apart itself; else a ticket that is still being made is not seen. */
  knowsRepetitions(access: TicketAccess): boolean
  /** Looks whether it is there, and makes it. `failure` says why not. */
  create(
    access: TicketAccess,
    ticket: WantedTicket,
  ): Promise<{ ticket: MadeTicket } | TicketFailure>
  /** Null when there is none of this id, as far as is to be seen. */
  find(access: TicketAccess, id: string): Promise<{ ticket: MadeTicket | null } | TicketFailure>
  /** Whether it is reached and takes our credential; `failure` says why not. */
  check(access: TicketAccess): Promise<{ failure: string | null }>
  /** What a signed message says; undefined when its signature is not right. */
  read(
    secret: string,
    message: { id: string; timestamp: string; signature: string; body: string },
  ): unknown
  /** Tells a session that one of its tickets has changed. */
  changed(
    target: { organisationId: string; sessionId: string },
    fact: { system: string; key: string; state: string; deliveryId: string },
  ): Promise<void>
}

/** Somebody else who says who employees are. */
export interface IdentityProvider {
  /** As the sign-in page names it. */
  readonly name: string
  /** Whose employees it vouches for. */
  readonly organisationId: string
  /** Where to send a browser, and what to remember until it is back. */
  begin(): Promise<{ url: string; checks: SignInChecks } | SignInFailure>
  /** Whom it vouches for; `query` is that of the address the browser came back to. */
  finish(query: string, checks: SignInChecks): Promise<{ identity: Identity } | SignInFailure>
  signOutUrl(): string | null
}
export type SignInChecks = { state: string; nonce: string; verifier: string }
/** `reason` is for the log. */
export type SignInFailure = { problem: SignInProblem; reason: string }

/** Something this process needs, asked every few seconds for `/readyz`. */
export type HealthCheck = {
  name: string
  /** Without it this process serves nobody: `/readyz` answers 503. */
  isEssential: boolean
  /** Resolves when it answers; the reason why not is the error's message. */
  check(): Promise<void>
}

/** The built pages, or whatever serves them instead while they are being worked on. */
export type Pages = { folder: string } | { register(app: FastifyInstance): Promise<void> }

/** The calls of this instance's gateway; see media-holder.ts. */
export type CallHolder = MediaStops &
  CallSocketOptions['holder'] & {
    /** The row of a session has changed. */
    sessionChanged(sessionId: string): void
  }

/** Everything the api needs from outside; bin/api.ts joins it. */
export type Dependencies = {
  settings: ApiSettings
  log: FastifyBaseLogger
  metrics: Metrics
  database: Database
  /** For LISTEN: straight to Postgres. */
  feedUrl: string
  commands: SessionCommands
  /** Null where no gateway is set up: there are no calls. */
  mediaHolder: CallHolder | null
  artefacts: ArtefactStore
  joinLinkMailer: JoinLinkMailer | null
  tickets: TicketSystems
  /** Null where employees have passwords only. */
  identityProvider: IdentityProvider | null
  health: readonly HealthCheck[]
  pages: Pages
  /** Where the api answers https itself. */
  makeServer?: FastifyServerFactory
  /** Further routes, outside the API: those of the embedded set-up. */
  plugins?: readonly ((app: FastifyInstance) => Promise<void>)[]
}
