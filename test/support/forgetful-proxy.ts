import { EventEmitter } from 'node:events'
import { request as forward, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { serveHttp } from './http-server.ts'
import type { Owner } from './servers.ts'

type Ask = Pick<IncomingMessage, 'method' | 'url'>

/** What stands in front of a server on this machine and does with one request what networks do. */
export type ProxyOptions = {
  /** Of the server behind it. */
  port: number
  isMeant: (request: Ask) => boolean
}

/** Passes everything on, and keeps the answer to the first request meant to itself. */
export async function startForgetfulProxy(t: Owner, { port, isMeant }: ProxyOptions) {
  let forgotten = 0
  const { url } = await serveHttp(t, (request, response) => {
    const pass = passOn(port, request, (answer) => {
      if (!isMeant(request) || forgotten > 0) return give(answer, response)
      forgotten += 1
      answer.resume()
    })
    void pass.then((now) => now())
  })
  return { url, forgotten: () => forgotten }
}

/** Keeps the first request meant until it is told to pass it on, whether its sender is there or not. */
export async function startSlowProxy(t: Owner, { port, isMeant }: ProxyOptions) {
  const said = new EventEmitter()
  let isKept = false
  const { url } = await serveHttp(t, (request, response) => {
    const isFirst = isMeant(request) && !isKept
    isKept ||= isFirst
    const pass = passOn(port, request, (answer) => give(answer, response))
    if (isFirst) void pass.then((now) => said.once('pass on', now))
    else void pass.then((now) => now())
  })
  return { url, isKept: () => isKept, passOn: () => said.emit('pass on') }
}

/** Reads a request whole; what it resolves to passes it on. */
async function passOn(
  port: number,
  request: IncomingMessage,
  onAnswer: (answer: IncomingMessage) => void,
) {
  const { method, url: path, headers } = request
  const body = await buffer(request)
  return () => {
    const onward = forward({ host: '127.0.0.1', port, method, path, headers }, onAnswer)
    // Whoever waits for the answer gets none, as from a server that is down.
    onward.on('error', () => request.socket.destroy())
    onward.end(body)
  }
}

function give(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, answer.headers)
  answer.pipe(response)
}
