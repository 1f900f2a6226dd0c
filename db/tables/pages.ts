import type { Generated } from 'kysely'

export interface OpenPagesTable {
  page: string
  /** Employee or participant. */
  person: string
  organisationId: string
  visibleAt: Generated<Date>
  until: Date
}
