import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'

/** A schema as it stands in the document. */
export type DocumentSchema = Record<string, unknown>
type Schemas = Readonly<Record<string, DocumentSchema>>

const ID = '0192f0c4-7c1e-8a55-b1d2-3f6f3a7b9c01'
const CHECKSUM =
  'BFj9Z2q7Xw-3k0aTz_yV1mQeRtUoPiAsDfGhJkLzXcVbNm1234567890QwErTyUiOpAsDfGhJkLzXcVbNm12345'
const SECRET = 'kq3Zb8mVx0tYwP5sRn7cLd2fGh9jA4eU6iO1QxTzBvM'
const MORNING = Date.UTC(2026, 10, 23, 10, 41)

/** What a member of that name holds, in every schema that allows it. The first that fits is shown. */
const BY_NAME: Readonly<Record<string, readonly unknown[]>> = {
  action: ['key_made'],
  address: ['192.0.2.7'],
  answer: ['Yes'],
  assistantName: ['Pump assistant'],
  auth: ['BTBZMqHH6r4Tts7J_aSIgg'],
  bytes: [18_274_113],
  call: [1],
  code: ['not_found', 'ye7eknav7st2'],
  codePage: ['https://lotse.example/c/ye7eknav7st2'],
  console: ['https://lotse.example/sessions/1042'],
  contentType: ['video/webm'],
  credential: ['lotse-bot:a password'],
  de: ['Kartonierer steht'],
  detail: ['The ticket system: answered 503'],
  device: [ID],
  deviceLabel: ['Cartoner KP-220, line 3'],
  disabledBecause: ['answered 410'],
  durationMs: [949_000],
  email: ['tomas.novak@nordhafen.example'],
  emergencyPhone: ['+49 421 555 0140'],
  en: ['Cartoner stops'],
  endpoint: ['https://updates.push.services.mozilla.com/wpush/v2/gAAAAA'],
  error: ['answered 503'],
  event: ['session.confirmed', 'requested'],
  eventsUrl: [`https://lotse.example/api/v1/ticket-systems/${ID}/events`],
  externalKey: ['ticket HD-7'],
  from: ['requested'],
  height: [720],
  id: [ID, 'reason'],
  'idempotency-key': ['b7e0c1f2-start'],
  inboundSecret: [`whsec_${SECRET}=`],
  isActive: [true],
  join: [`https://lotse.example/j#${SECRET}`],
  key: ['HD-7'],
  keepRecordingsDays: [90],
  label: ['Cartoner KP-220, line 3', ID],
  limit: [30],
  location: ['Hall 2, Nordhafen plant'],
  message: ['The spare part comes first.'],
  name: ['Erik Olsen', 'helpdesk'],
  nameDe: ['Linienstopp'],
  next: ['a passphrase of one’s own'],
  number: [1042],
  organisationName: ['Weserpack Service'],
  overlapHours: [24],
  p256dh: [CHECKSUM.slice(0, 87)],
  password: ['a passphrase of one’s own'],
  pin: ['4711'],
  pointer: ['/reason'],
  prefix: ['lotse_kq3Zb8'],
  promisedMinutes: [10],
  q: ['cartoner'],
  question: ['Is the machine standing still?'],
  reason: ['Cartons jam at the infeed', 'employee_hangup'],
  ref: ['chat-7f3a'],
  requesterName: ['Tomáš Novák'],
  responsible: ['erik.olsen@weserpack.example', ID],
  ringSeconds: [45],
  secret: [SECRET],
  serial: ['KP220-19-0447'],
  stars: [5],
  state: ['open'],
  status: [409],
  system: ['helpdesk'],
  text: ['The spare part comes first.'],
  timestamp: ['2026-11-23T10:41:07.120Z'],
  title: ['Cartoner stops several times a shift'],
  to: ['done'],
  transcript: ['Marta: There is water under the coupling.'],
  type: ['ticket.changed', '/api/docs#not_found'],
  url: ['https://helpdesk.example/tickets/HD-7'],
  userAgent: ['Firefox on Android'],
  validDays: [365],
  validMinutes: [30],
  width: [1280],
}

/** A value that the schema allows, with words of the trade where the names say which. */
export function exampleOf(schema: DocumentSchema, schemas: Schemas, name = ''): unknown {
  const resolved = resolve(schema, schemas)
  const known = [...(listOf(resolved, 'examples') ?? []), ...(BY_NAME[name] ?? [])]
  const isScalar = resolved['type'] !== 'object' && resolved['type'] !== 'array'
  const found = isScalar ? known.find((each) => fits(resolved, each)) : undefined
  return found ?? made(resolved, schemas, name)
}

function made(schema: DocumentSchema, schemas: Schemas, name: string): unknown {
  const alternatives = listOf(schema, 'anyOf')
  if (alternatives) return exampleOf(firstOf(alternatives), schemas, name)
  if ('const' in schema) return schema['const']
  const values = listOf(schema, 'enum')
  if (values) return values[0]
  if (schema['type'] === 'object') return objectOf(schema, schemas)
  if (schema['type'] === 'array') return arrayOf(schema, schemas, name)
  return scalarOf(schema, name)
}

function arrayOf(schema: DocumentSchema, schemas: Schemas, name: string): unknown[] {
  const item = exampleOf(asSchema(schema['items']), schemas, name)
  return Array.from({ length: Number(schema['minItems'] ?? 1) || 1 }, () => item)
}

function scalarOf(schema: DocumentSchema, name: string): unknown {
  const candidates = [
    false,
    timeOf(name),
    schema['minimum'],
    1,
    ID,
    'text',
    '1234567890 characters',
  ]
  return candidates.find((each) => each !== undefined && fits(schema, each)) ?? null
}

/** `createdAt`, `until`: ms since the epoch. */
function timeOf(name: string): number | undefined {
  return /(At|Until|until|Since|^at)$/.test(name) ? MORNING : undefined
}

function objectOf(schema: DocumentSchema, schemas: Schemas): object {
  const members = Object.entries(asSchema(schema['properties']))
  const entries = members.map(([name, member]) => {
    return [name, exampleOf(asSchema(member), schemas, name)] as const
  })
  const further = schema['additionalProperties']
  const isRecord = entries.length === 0 && typeof further === 'object'
  if (isRecord) return { reason: exampleOf(asSchema(further), schemas, 'reason') }
  return Object.fromEntries(entries)
}

/** A value, not its absence, is what helps a reader. */
function firstOf(alternatives: readonly unknown[]): DocumentSchema {
  const schemas = alternatives.map(asSchema)
  return schemas.find(({ type }) => type !== 'null') ?? {}
}

function fits(schema: DocumentSchema, value: unknown): boolean {
  return Value.Check(schema as TSchema, value) // made from our own schemas
}

export function resolve(schema: DocumentSchema, schemas: Schemas): DocumentSchema {
  const reference = schema['$ref']
  if (typeof reference !== 'string') return schema
  return schemas[reference.split('/').at(-1) ?? ''] ?? {}
}

/** Itself where it is an object, else an empty one. */
export function asSchema(value: unknown): DocumentSchema {
  const isObject = typeof value === 'object' && value !== null
  // Whatever its members are, they are unknown.
  return isObject ? (value as DocumentSchema) : {}
}

export function listOf(schema: DocumentSchema, name: string): readonly unknown[] | undefined {
  const list = schema[name]
  return Array.isArray(list) ? list : undefined
}
