import { createTransport } from 'nodemailer'
import { DeliveryError } from './delivery-error.ts'

export interface MailOptions {
  /** smtp://user:password@host:port, or smtps:// */
  readonly url: string
  /** Sender, `Name <address>` or an address. */
  readonly from: string
  /** For one mail from connecting to the server's last word. */
  readonly timeoutMs?: number
}

export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Without angle brackets and domain. The same for every attempt, so that a second copy is recognised. */
  readonly id: string
  /** The same for all mails about one thing, so that mail programs show them together. */
  readonly threadId: string
}

export interface Mailer {
  /** Resolves once the server has taken the mail. Throws DeliveryError. */
  send(mail: Mail, signal?: AbortSignal): Promise<{ messageId: string }>
}

const TIMEOUT_MS = 10_000

/** Speaks SMTP, one connection per mail and without retries: the caller's retries are visible. */
export function makeMailer(options: MailOptions): Mailer {
  const timeout = options.timeoutMs ?? TIMEOUT_MS
  const domain = senderDomain(options.from)
  const transport = createTransport({
    url: options.url,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    dnsTimeout: timeout,
    socketCloseTimeout: 1000,
    // Text of people goes into mails: nothing in it may make the server read files or addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send(mail, signal) {
      const messageId = `<${mail.id}@${domain}>`
      // The time-outs above restart with every byte a slow server sends; this one does not.
      const limits = [AbortSignal.timeout(timeout), ...(signal ? [signal] : [])]
      const message = {
        from: options.from,
        to: { name: '', address: mail.to },
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        messageId,
        references: `<${mail.threadId}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
        signal: AbortSignal.any(limits),
      }
      await transport.sendMail(message).catch((error: unknown) => {
        throw asDeliveryError(error)
      })
      return { messageId }
    },
  }
}

function senderDomain(from: string): string {
  return /@([^\s<>@]+)>?\s*$/.exec(from)?.[1] ?? 'localhost'
}

/** Rejections that trying again cannot mend, though no reply of the server says so. */
const PERMANENT_CODES = new Set(['EENVELOPE', 'ECONFIG', 'ENOAUTH', 'EREQUIRETLS'])

function asDeliveryError(error: unknown): DeliveryError {
  if (!(error instanceof Error)) return new DeliveryError(String(error), { isPermanent: false })
  const { code, responseCode, permanent }: SmtpFailure = error
  // The reply decides where there is one: a 4xx to RCPT also comes as EENVELOPE.
  const isPermanent = permanent ?? (code !== undefined && PERMANENT_CODES.has(code))
  const label = [responseCode, code].filter((each) => each !== undefined).join(' ')
  return new DeliveryError(label ? `${label}: ${error.message}` : error.message, {
    isPermanent,
    cause: error,
  })
}

/** What nodemailer adds to its errors; `permanent` only where the server replied. */
interface SmtpFailure extends Error {
  readonly code?: string
  readonly responseCode?: number
  readonly permanent?: boolean
}
