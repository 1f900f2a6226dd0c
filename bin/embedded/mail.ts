import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { simpleParser, type AddressObject } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { findFreePort } from './free-port.ts'

export interface CaughtMail {
  readonly id: string
  /** ISO 8601, when it arrived. */
  readonly receivedAt: string
  readonly messageId: string
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string | null
}

/** What the page that shows the mails needs. */
export interface MailCatcher {
  /** Oldest first. */
  messages(): readonly CaughtMail[]
  message(id: string): CaughtMail | undefined
}

export interface MailServer extends MailCatcher {
  /** smtp://host:port */
  readonly url: string
  readonly port: number
  stop(): Promise<void>
}

export interface MailOptions {
  /** Keeps every mail as one JSON file, so that another process and the next start can read them. */
  readonly folder: string
  readonly port?: number | undefined
}

/** Starts an SMTP server that takes every mail and sends none. */
export async function startMail(options: MailOptions): Promise<MailServer> {
  mkdirSync(options.folder, { recursive: true })
  const port = await findFreePort(options.port)
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    hideSize: false,
    size: 10 * 1024 * 1024,
    onData: (stream, session, done) => {
      keep(options.folder, stream, session.envelope.rcptTo).then(() => done(), done)
    },
  })
  // A client that hangs up in the middle is its own business.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    ...openMailFolder(options.folder),
    url: `smtp://127.0.0.1:${port}`,
    port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Reads what a mail catcher has kept in its folder, from whichever process. */
export function openMailFolder(folder: string): MailCatcher {
  const messages = () => listFiles(folder).map((name) => readMail(path.join(folder, name)))
  return { messages, message: (id) => messages().find((mail) => mail.id === id) }
}

async function keep(
  folder: string,
  stream: NodeJS.ReadableStream,
  recipients: readonly { address: string }[],
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  const raw = Buffer.concat(chunks)
  const parsed = await simpleParser(raw)
  const receivedAt = new Date().toISOString()
  const sequence = String(listFiles(folder).length + 1).padStart(6, '0')
  const hash = createHash('sha256').update(sequence).update(raw).digest('hex').slice(0, 12)
  const mail: CaughtMail = {
    id: `${sequence}-${hash}`,
    receivedAt,
    messageId: parsed.messageId ?? '',
    from: addressesOf(parsed.from).join(', '),
    to: recipients.map((recipient) => recipient.address),
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html: parsed.html || null,
  }
  const file = path.join(folder, `${mail.id}.json`)
  writeFileSync(`${file}.partial`, JSON.stringify(mail, null, 2))
  renameSync(`${file}.partial`, file)
}

function addressesOf(value: AddressObject | AddressObject[] | undefined): string[] {
  const groups = value === undefined ? [] : [value].flat()
  return groups.flatMap((group) => group.value.map((entry) => entry.address ?? entry.name))
}

function listFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
}

function readMail(file: string): CaughtMail {
  // Only `keep` above writes into this folder.
  return JSON.parse(readFileSync(file, 'utf8')) as CaughtMail
}
