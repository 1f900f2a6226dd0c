import type { FastifyReply, FastifyRequest } from 'fastify'
import { createHash, timingSafeEqual } from 'node:crypto'
import { participantSecret } from '../db/derived-secrets.ts'

const DAY_SECONDS = 86_400
export const LOGIN_DAYS = 14
/** By the identity provider: whoever it no longer vouches for is out by the next day. */
export const PROVIDER_LOGIN_DAYS = 0.5
export const GRANT_DAYS = 365
const PARTICIPANT_DAYS = 90

export type CookieSettings = {
  /** Behind TLS: cookies are Secure and bound to this host. */
  isSecure: boolean
  /** Part of every name, so that several installations on one host do not share cookies. */
  suffix: string
}

/** Names and attributes of the three kinds of cookies, and what may be read out of them. */
export class Cookies {
  readonly #settings: CookieSettings
  readonly #linkKey: string

  constructor(settings: CookieSettings, linkKey: string) {
    this.#settings = settings
    this.#linkKey = linkKey
  }

  login(request: FastifyRequest): string | undefined {
    return request.cookies[this.#name('login')]
  }

  setLogin(reply: FastifyReply, secret: string, days: number): void {
    this.#set(reply, { name: this.#name('login'), value: secret, days })
  }

  clearLogin(reply: FastifyReply): void {
    this.#set(reply, { name: this.#name('login'), value: '', days: 0 })
  }

  /** The secret of a sign-in that is on its way to the identity provider and back. */
  attempt(request: FastifyRequest): string | undefined {
    return request.cookies[this.#name('sign-in')]
  }

  setAttempt(reply: FastifyReply, secret: string, minutes: number): void {
    this.#set(reply, { name: this.#name('sign-in'), value: secret, days: minutes / 1440 })
  }

  clearAttempt(reply: FastifyReply): void {
    this.#set(reply, { name: this.#name('sign-in'), value: '', days: 0 })
  }

  /** Secrets of all device grants this browser holds. */
  grants(request: FastifyRequest): string[] {
    const prefix = `${this.#prefix}grant-`
    return Object.entries(request.cookies).flatMap(([name, value]) =>
      name.startsWith(prefix) && name.endsWith(this.#settings.suffix) && value ? [value] : [],
    )
  }

  grant(request: FastifyRequest, codeId: string): string | undefined {
    return request.cookies[this.#name(`grant-${codeId}`)]
  }

  setGrant(reply: FastifyReply, codeId: string, secret: string): void {
    this.#set(reply, { name: this.#name(`grant-${codeId}`), value: secret, days: GRANT_DAYS })
  }

  /** The participant this browser is in a session; its cookie proves itself without a look-up. */
  participant(request: FastifyRequest, sessionId: string): string | null {
    const value = request.cookies[this.#name(`participant-${sessionId}`)]
    return value === undefined ? null : this.#provenParticipant(value)
  }

  /** All participants this browser is, with their sessions as the cookies' names say. */
  participants(request: FastifyRequest): { sessionId: string; participantId: string }[] {
    const prefix = `${this.#prefix}participant-`
    const { suffix } = this.#settings
    return Object.entries(request.cookies).flatMap(([name, value]) => {
      if (!name.startsWith(prefix) || !name.endsWith(suffix) || !value) return []
      const sessionId = name.slice(prefix.length, name.length - suffix.length)
      const participantId = this.#provenParticipant(value)
      return participantId === null ? [] : [{ sessionId, participantId }]
    })
  }

  setParticipant(reply: FastifyReply, sessionId: string, participantId: string): void {
    const value = `${participantId}.${participantSecret(this.#linkKey, participantId)}`
    const name = this.#name(`participant-${sessionId}`)
    this.#set(reply, { name, value, days: PARTICIPANT_DAYS })
  }

  #provenParticipant(value: string): string | null {
    const [participantId = '', secret = ''] = value.split('.', 2)
    return isSame(secret, participantSecret(this.#linkKey, participantId)) ? participantId : null
  }

  #set(reply: FastifyReply, cookie: { name: string; value: string; days: number }): void {
    void reply.setCookie(cookie.name, cookie.value, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: this.#settings.isSecure,
      maxAge: Math.round(cookie.days * DAY_SECONDS),
    })
  }

  get #prefix(): string {
    return this.#settings.isSecure ? '__Host-lotse-' : 'lotse-'
  }

  #name(kind: string): string {
    return `${this.#prefix}${kind}${this.#settings.suffix}`
  }
}

/** Compares in the same time whatever differs. */
function isSame(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(a), hash(b))
}
