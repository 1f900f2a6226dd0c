import {
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebClient,
  type KnownBlock,
} from '@slack/web-api'
import type { Notice } from '../domain/notification.ts'
import { DeliveryError } from './delivery-error.ts'

export interface SlackOptions {
  readonly token: string
  /** Only tests speak to another server than Slack's; ends with a slash. */
  readonly apiUrl?: string
  readonly timeoutMs?: number
}

export interface SlackMessage {
  /** For notifications and screen readers. */
  readonly text: string
  readonly blocks: KnownBlock[]
}

/** Names one posted message for ever. */
export interface PostedMessage {
  readonly channel: string
  readonly ts: string
}

export interface Slack {
  /** `conversation`: a channel's id, or a user's for a direct message. Throws DeliveryError. */
  post(conversation: string, message: SlackMessage): Promise<PostedMessage>
  /** The member with this address; undefined without one, or without leave to ask. */
  findUser(email: string): Promise<string | undefined>
  /** Says something else in the same place. Throws DeliveryError. */
  update(posted: PostedMessage, message: SlackMessage): Promise<void>
}

const TIMEOUT_MS = 10_000

/** Speaks Slack's web API without the library's own retries: the caller's retries are visible. */
export function makeSlack(options: SlackOptions): Slack {
  const client = new WebClient(options.token, {
    ...(options.apiUrl ? { slackApiUrl: options.apiUrl } : {}),
    timeout: options.timeoutMs ?? TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    // An absolute URL as a method name would take the token elsewhere.
    allowAbsoluteUrls: false,
    logLevel: LogLevel.ERROR,
  })
  return {
    async post(conversation, message) {
      const answer = await client.chat
        .postMessage({ channel: conversation, ...quiet(message) })
        .catch(rejectDelivery)
      if (!answer.channel || !answer.ts) {
        throw new DeliveryError('Slack took the message and did not name it', {
          isPermanent: false,
        })
      }
      return { channel: answer.channel, ts: answer.ts }
    },
    async findUser(email) {
      try {
        return (await client.users.lookupByEmail({ email })).user?.id
      } catch (error) {
        const refusal = asDeliveryError(error)
        if (refusal.isPermanent) return undefined
        throw refusal
      }
    },
    async update(posted, message) {
      await client.chat.update({ ...posted, ...quiet(message) }).catch(rejectDelivery)
    },
  }
}

/** A notice as a Slack message. */
export function slackMessage(notice: Notice, link: string): SlackMessage {
  const head = `*${mrkdwn(notice.subject)}*\n${mrkdwn(notice.lead)}`
  const quote = notice.quote ? [mrkdwn(notice.quote).replaceAll(/^/gm, '>')] : []
  const facts = notice.facts.map(({ label, value }) => `${mrkdwn(label)}: ${mrkdwn(value)}`)
  const action = `<${link}|${mrkdwn(notice.action)}>`
  return {
    text: shorten(mrkdwn(`${notice.subject}. ${notice.lead}`)),
    blocks: [head, ...quote, facts.join('\n'), action].filter(Boolean).map(section),
  }
}

function section(text: string): KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: shorten(text) } }
}

/** Longest text Slack takes in one section. */
const SECTION_LENGTH = 3000

/** Also removes an entity that was cut in the middle. */
function shorten(text: string): string {
  if (text.length <= SECTION_LENGTH) return text
  return `${text.slice(0, SECTION_LENGTH - 1).replace(/&[a-z]*$/, '')}…`
}

/** What people typed must not become a mention of the whole channel or a link of its own. */
function mrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function quiet(message: SlackMessage) {
  return { text: message.text, blocks: message.blocks, unfurl_links: false, unfurl_media: false }
}

/** Slack's own troubles; every other error of the API is about the message or the token. */
const PASSING = new Set([
  'accesslimited',
  'fatal_error',
  'internal_error',
  'rate_limited',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
  'team_added_to_org',
])

function rejectDelivery(error: unknown): never {
  throw asDeliveryError(error)
}

function asDeliveryError(error: unknown): DeliveryError {
  if (error instanceof WebAPIRateLimitedError) {
    const retryAfterMs = error.retryAfter * 1000
    return new DeliveryError('rate limited', { isPermanent: false, retryAfterMs, cause: error })
  }
  if (error instanceof WebAPIPlatformError) {
    const isPermanent = !PASSING.has(error.data.error)
    return new DeliveryError(error.data.error, { isPermanent, cause: error })
  }
  if (error instanceof WebAPIHTTPError) {
    const { statusCode } = error
    const isPermanent = statusCode < 500 && statusCode !== 408 && statusCode !== 429
    return new DeliveryError(`HTTP ${statusCode}`, { isPermanent, cause: error })
  }
  const message = error instanceof Error ? error.message : String(error)
  return new DeliveryError(message, { isPermanent: false, cause: error })
}
