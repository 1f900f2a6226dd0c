import { lookup as lookUp } from 'node:dns'
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { DeliveryError } from './delivery-error.ts'

export type OutwardOptions = {
  /** Networks of our own that may be spoken to although they are not public, as `10.1.0.0/16`. */
  allowedNetworks: readonly string[]
  /** From connecting to the last byte of the answer. */
  timeoutMs?: number
}
export type OutwardRequest = {
  method: 'GET' | 'POST' | 'PUT'
  url: string
  headers: Record<string, string>
  body?: string
}
export type OutwardAnswer = { status: number; headers: IncomingMessage['headers']; body: string }
/** Throws DeliveryError when there is no answer; any status is an answer. */
export type SendOutward = (request: OutwardRequest, signal?: AbortSignal) => Promise<OutwardAnswer>

const TIMEOUT_MS = 10_000
const ANSWER_LIMIT = 256 * 1024

/** What no address that customers give us may lead to: our own machine and network. */
const NOT_PUBLIC: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
  ['::', 96],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
]

/**
 * Requests to addresses that people outside give us. The address is checked when the connection is
 * made, so that a name that changes its address in between leads nowhere; redirects are not followed.
 */
export function makeSendOutward({ allowedNetworks, timeoutMs }: OutwardOptions): SendOutward {
  const isAllowed = addressCheck(allowedNetworks)
  return async (request, signal) => {
    const limits = [AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS), ...(signal ? [signal] : [])]
    const url = new URL(request.url)
    const host = url.hostname.replace(/^\[|\]$/g, '')
    // A literal address is never looked up, so it is checked here.
    if (isIP(host) !== 0 && !isAllowed(host)) throw refusedAddress(host)
    const { method, headers, body } = request
    const options = {
      method,
      headers: { 'user-agent': 'Lotse', ...headers, ...lengthOf(body) },
      lookup: checkedLookup(isAllowed),
      // A connection kept from before would skip the check.
      agent: false,
      signal: AbortSignal.any(limits),
    }
    return exchange(url, options, body)
  }
}

function lengthOf(body: string | undefined): Record<string, string> {
  return body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
}

function exchange(url: URL, options: RequestOptions, body?: string): Promise<OutwardAnswer> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    let isConnected = false
    const fail = (error: Error) => reject(asDeliveryError(error, isConnected))
    const sent = send(url, options, (answer) => {
      readText(answer).then(
        (text) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
        fail,
      )
    })
    sent.on('error', fail)
    sent.once('socket', (socket) => socket.once('connect', () => (isConnected = true)))
    sent.end(body)
  })
}

async function readText(answer: IncomingMessage): Promise<string> {
  answer.setEncoding('utf8')
  let text = ''
  for await (const part of answer) {
    text += String(part)
    if (text.length > ANSWER_LIMIT) break
  }
  return text
}

function checkedLookup(isAllowed: (address: string) => boolean): LookupFunction {
  return (host, options, callback) => {
    lookUp(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '')
      const refused = found.find(({ address }) => !isAllowed(address))
      if (refused) return callback(refusedAddress(refused.address), '')
      const [first] = found
      if (options.all) return callback(null, found)
      callback(null, first?.address ?? '', first?.family)
    })
  }
}

/** Whether an address may be spoken to. An IPv4 address in IPv6 clothes counts as what it is. */
export function addressCheck(allowedNetworks: readonly string[]): (address: string) => boolean {
  const refused = blockList(NOT_PUBLIC)
  const allowed = blockList(
    allowedNetworks.map((network): [string, number] => {
      const [address = '', bits] = network.split('/')
      return [address, Number(bits ?? (isIP(address) === 6 ? 128 : 32))]
    }),
  )
  return (address) => {
    const plain = plainAddress(address)
    const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4'
    return allowed.check(plain, family) || !refused.check(plain, family)
  }
}

/** The URL parser writes `::ffff:10.0.0.1` as `::ffff:a00:1`. */
function plainAddress(address: string): string {
  const [, dotted] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? []
  if (dotted) return dotted
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address) ?? []
  if (high === undefined || low === undefined) return address
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return [a >> 8, a & 255, b >> 8, b & 255].join('.')
}

function blockList(networks: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList()
  for (const [address, bits] of networks) {
    list.addSubnet(address, bits, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

function refusedAddress(address: string): DeliveryError {
  return new DeliveryError(`${address} is no public address`, { isPermanent: false })
}

function asDeliveryError(error: Error, isUncertain: boolean): DeliveryError {
  if (error instanceof DeliveryError) return error
  const reason = error.name === 'TimeoutError' || error.name === 'AbortError' ? 'no answer' : ''
  return new DeliveryError(reason || error.message || error.name, {
    isPermanent: false,
    isUncertain,
    cause: error,
  })
}
