import type { Generated } from 'kysely'
import type { Language } from '../../domain/refusal-texts.ts'

export interface TicketSystemsTable {
  id: Generated<string>
  organisationId: string
  name: string
  kind: 'request_tracker' | 'signed_webhook'
  url: string
  credential: string
  inboundSecret: string
  language: Generated<Language>
  failures: Generated<number>
  resumeAt: Date | null
  createdAt: Generated<Date>
  disabledAt: Date | null
}

export interface TakenTicketMessagesTable {
  organisationId: string
  ticketSystemId: string
  messageId: string
  takenAt: Generated<Date>
}

export interface TicketCreationsTable {
  id: string
  organisationId: string
  ticketSystemId: string
  claimedUntil: Date
}

export interface TicketCommentsTable {
  id: Generated<string>
  organisationId: string
  endpointId: string
  sessionId: string
  key: string
  kind: 'join_link' | 'call'
  seq: number
  callNumber: number | null
  state: Generated<'waiting' | 'sent' | 'failed'>
  attempts: Generated<number>
  error: string | null
  nextAt: Generated<Date>
  waitingSince: Generated<Date>
  createdAt: Generated<Date>
  sentAt: Date | null
}
