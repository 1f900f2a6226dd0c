export type Jsep = { type: 'offer' | 'answer'; sdp: string }
export type Fields = Record<string, unknown>

/** One message from Janus, reduced to what anybody here reads. */
export type GatewayMessage = {
  kind: string
  transaction: string | undefined
  /** The whole message, for kinds with fields of their own. */
  fields: Fields
  /** What the plugin says; empty for messages of the core. */
  data: Fields
  jsep: Jsep | undefined
  error: { number: number; reason: string } | undefined
}

export function readMessage(value: unknown): GatewayMessage {
  const fields = asFields(value)
  const plugin = asFields(asFields(fields['plugindata'])['data'])
  return {
    kind: text(fields['janus']) ?? '',
    transaction: text(fields['transaction']),
    fields,
    data: plugin,
    jsep: readJsep(fields['jsep']),
    error: readError(fields, plugin),
  }
}

export function asFields(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return value as Fields // an object that is no array has string keys
}

export function asList(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(asFields) : []
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function integer(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? Number(value) : undefined
}

function readJsep(value: unknown): Jsep | undefined {
  const { type, sdp } = asFields(value)
  if ((type !== 'offer' && type !== 'answer') || typeof sdp !== 'string') return undefined
  return { type, sdp }
}

/** The core reports errors in `error`, plugins in their data with `error_code`. */
function readError(fields: Fields, plugin: Fields): GatewayMessage['error'] {
  const number = integer(plugin['error_code'])
  if (number !== undefined) return { number, reason: text(plugin['error']) ?? '' }
  if (fields['janus'] !== 'error') return undefined
  const core = asFields(fields['error'])
  return { number: integer(core['code']) ?? 0, reason: text(core['reason']) ?? '' }
}
