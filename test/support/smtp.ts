import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import type { Test } from 'tap'

export interface ReceivedMail {
  readonly to: string
  readonly messageId: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly headers: ReadonlyMap<string, unknown>
}

/**
 * What the server does with a mail: take it (250), refuse it with a reply, take it and hang up
 * before saying so, or take it and never say anything.
 */
export type SmtpBehaviour = 'take' | 'take and hang up' | 'take and stay silent' | { reply: number }

export interface TestSmtp {
  readonly url: string
  /** Everything that was taken, also where the sender was not told. */
  readonly received: ReceivedMail[]
  /** Per recipient; everybody else's mail is taken. */
  readonly behaviours: Map<string, SmtpBehaviour>
  /** Resolves when that many mails were taken. */
  count(mails: number): Promise<void>
}

/** A real SMTP server that treats recipients as the test says. */
export async function startTestSmtp(t: Test): Promise<TestSmtp> {
  const received: ReceivedMail[] = []
  const behaviours = new Map<string, SmtpBehaviour>()
  const waiting: { mails: number; resolve: () => void }[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onRcptTo: ({ address }, _session, done) => {
      const behaviour = behaviours.get(address)
      done(typeof behaviour === 'object' ? refusal(behaviour.reply, address) : null)
    },
    onData: (stream, { envelope }, done) => {
      const to = envelope.rcptTo[0]?.address ?? ''
      void simpleParser(stream).then((mail) => {
        const { messageId = '', subject = '', text = '', html, headers } = mail
        received.push({ to, messageId, subject, text, html: html || '', headers })
        for (const each of waiting) if (received.length >= each.mails) each.resolve()
        const behaviour = behaviours.get(to)
        if (behaviour === 'take and stay silent') return
        if (behaviour === 'take and hang up') for (const each of server.connections) each.close()
        else done()
      })
    },
  })
  server.on('error', () => undefined)
  server.listen(0, '127.0.0.1')
  t.teardown(() => new Promise<void>((resolve) => server.close(resolve)))
  await once(server.server, 'listening')
  return {
    url: `smtp://127.0.0.1:${portOf(server.server)}`,
    received,
    behaviours,
    count: (mails) =>
      new Promise((resolve) => {
        if (received.length >= mails) resolve()
        else waiting.push({ mails, resolve })
      }),
  }
}

function refusal(reply: number, address: string): Error {
  return Object.assign(new Error(`<${address}> is not taken now`), { responseCode: reply })
}

/** Greets at once and then answers one letter at a time, so that no wait between two is long. */
export async function startTarpit(t: Test): Promise<{ url: string }> {
  const server = createServer((socket) => {
    const letters = [...'220-one moment please, there is a queue here and it moves slowly']
    const timer = setInterval(() => socket.write(letters.shift() ?? '.'), 50)
    socket.on('close', () => clearInterval(timer)).on('error', () => undefined)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return { url: `smtp://127.0.0.1:${portOf(server)}` }
}

function portOf(server: Pick<Server, 'address'>): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
