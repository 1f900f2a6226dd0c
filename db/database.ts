import { CamelCasePlugin, Kysely } from 'kysely'
import { PostgresJSDialect } from 'kysely-postgres-js'
import {
  closeConnection,
  openConnection,
  type Connection,
  type ConnectionOptions,
} from './connection.ts'
import { organisationPlugin } from './organisation-plugin.ts'
import type { Tables } from './tables.ts'

/** Sees the whole installation: for what happens before the organisation is known, and for jobs. */
export type Database = Kysely<Tables> & { readonly connection: Connection }

/** Sees one organisation's rows, whatever a query says. */
export type OrganisationDatabase = Kysely<Tables> & {
  readonly organisationId: string
  readonly connection: Connection
  readonly isBound: true
}

// Longer than any query takes; whoever waits for one has given up by then.
const STATEMENT_LIMIT_MS = 15_000

/**
 * Opens the database lazily; `destroy()` closes it. Every query is one statement of its own;
 * transactions are for rare work, never for a request path.
 */
export function makeDatabase(options: ConnectionOptions): Database {
  const connection = openConnection({ statementLimitMs: STATEMENT_LIMIT_MS, ...options })
  const kysely = new Kysely<Tables>({
    dialect: new PostgresJSDialect({ postgres: () => preparing(connection) }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
  return Object.assign(kysely, { connection })
}

export function forOrganisation(database: Database, organisationId: string): OrganisationDatabase {
  const bound = database.withPlugin(organisationPlugin(organisationId))
  const { connection } = database
  return Object.assign(bound, { organisationId, connection, isBound: true as const })
}

/** The dialect runs every statement unprepared, which costs a second round trip each. */
function preparing(connection: Connection) {
  return {
    end: () => closeConnection(connection),
    reserve: async () => {
      const reserved = await connection.reserve()
      return {
        release: () => reserved.release(),
        unsafe: (query: string, parameters: never[] = []) =>
          reserved.unsafe(query, parameters, { prepare: true }),
      }
    },
  }
}
