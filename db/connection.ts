import postgres from 'postgres'

/** What the driver needs to know about one process's connections. */
export interface ConnectionOptions {
  readonly url: string
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string
  readonly maxConnections?: number
  /** Postgres gives up on a statement after this long; without it never. */
  readonly statementLimitMs?: number
}

export type Connection = postgres.Sql<{ bigint: number }>

const CLOSE_LIMIT_SECONDS = 5

/**
 * Opens a pool; nothing connects before the first query.
 * Throws on a copy of the driver that a stopping Postgres would make end this process.
 */
export function openConnection(options: ConnectionOptions): Connection {
  assertPatched()
  return postgres(options.url, {
    max: options.maxConnections ?? 10,
    // The driver's own waits grow to 20 s: an outage of one second held queries up for seventeen.
    backoff: (retries: number) => Math.min(0.05 * 2 ** retries, 0.5),
    connect_timeout: 5,
    keep_alive: 10,
    onnotice: () => undefined,
    connection: {
      application_name: options.applicationName ?? 'lotse',
      ...(options.statementLimitMs ? { statement_timeout: options.statementLimitMs } : {}),
    },
    types: { bigint: BIGINT_AS_NUMBER },
  })
}

/** Waits for running queries, but not for ever: a dying server never answers. */
export function closeConnection(connection: Connection): Promise<void> {
  return connection.end({ timeout: CLOSE_LIMIT_SECONDS })
}

// Counts and bytes stay far below 2^53.
const BIGINT_AS_NUMBER = {
  to: 20,
  from: [20],
  parse: Number,
  serialize: (value: number) => String(value),
}

function assertPatched(): void {
  if (Reflect.get(postgres, 'rejectsOnClosedSocket') === true) return
  throw new Error(
    'This copy of the postgres driver lacks patches/postgres+3.4.9.patch and would end the ' +
      'process when Postgres stops: run "npx patch-package"',
  )
}

const CONNECTION_CODES = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/**
 * True for errors that say nothing about the statement: connection lost (08), serialisation and
 * deadlock (40), resources (53), operator intervention (57), sockets. Repeating is right.
 */
export function isConnectionError(error: unknown): boolean {
  const code = errorCode(error)
  return code !== undefined && (CONNECTION_CODES.has(code) || /^(08|40|53|57)...$/.test(code))
}

/** The SQLSTATE or socket code of a failed query. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (errorCode(error) !== '23505') return false
  return constraint === undefined || Reflect.get(Object(error), 'constraint_name') === constraint
}

/** Something was to be written for an employee whose data was erased; see the triggers. */
export function isOfErasedEmployee(error: unknown): boolean {
  return isForeignKeyViolation(error, 'employee_is_erased')
}

/** A row refers to one that is not there, or one that is referred to would go. */
export function isForeignKeyViolation(error: unknown, constraint?: string): boolean {
  if (errorCode(error) !== '23503') return false
  return constraint === undefined || Reflect.get(Object(error), 'constraint_name') === constraint
}
