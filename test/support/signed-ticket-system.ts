import { Webhook } from 'standardwebhooks'
import type { Test } from 'tap'
import { serveHttp } from './http-server.ts'

export const CREDENTIAL = `whsec_${Buffer.from('what we sign our messages with').toString('base64')}`

type Heard = { id: string; type: string; data: Record<string, unknown> }

/** A ticket system of somebody's own, which takes only what is signed. */
export async function startSignedTicketSystem(t: Test) {
  const heard: Heard[] = []
  /** Whether a message is taken and never answered. */
  const own = { isForgotten: (_message: Heard): boolean => false }
  const { url } = await serveHttp(t, (request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (part: string) => (body += part))
    request.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      )
      const message = Object(new Webhook(CREDENTIAL).verify(body, headers))
      const said: Heard = { id: headers['webhook-id'] ?? '', ...message }
      heard.push(said)
      if (own.isForgotten(said)) return response.destroy()
      const ticket = { key: 'HD-7', url: 'https://helpdesk.example/HD-7', title: 'Press' }
      return response.end(JSON.stringify({ ...ticket, state: 'open' }))
    })
  })
  return Object.assign(own, { url: `${url}/`, heard })
}
