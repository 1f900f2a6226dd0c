import { readFileSync } from 'node:fs'
import { get as getPlain } from 'node:http'
import { get as getSecure } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import type { Place } from './place.ts'

const PAUSE_MS = 50
const REQUEST_LIMIT_MS = 2_000

/** Waits until `/readyz` says 200; false when it has not within the limit. */
export async function waitUntilServing(place: Place, limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs
  while (Date.now() < deadline) {
    if ((await askReadiness(place)) === 200) return true
    await wait(PAUSE_MS)
  }
  return false
}

function askReadiness({ port, certificate }: Place): Promise<number | undefined> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, path: '/readyz', timeout: REQUEST_LIMIT_MS }
    const request = certificate
      ? getSecure({ ...options, servername: 'localhost', ca: readFileSync(certificate.authority) })
      : getPlain(options)
    request.once('response', (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.once('timeout', () => request.destroy())
    request.once('error', () => resolve(undefined))
    request.once('close', () => resolve(undefined))
  })
}
