import type { FastifyInstance } from 'fastify'
import type { CaughtMail, MailCatcher } from '../embedded/mail.ts'
import { sendDocument, serveStyle } from './plain-page/document.ts'
import { html, type Html } from './plain-page/html.ts'

export interface DevMailPageOptions {
  readonly catcher: MailCatcher
}

const STYLE = '/dev/style.css'

/** A mail's own markup: its inline styles, and nothing else it might bring. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

type MailRequest = { Params: { id: string } }

/** `/dev/mail`: every mail that was caught instead of sent; as JSON for who asks for it. */
export function devMailPage({ catcher }: DevMailPageOptions) {
  return async (app: FastifyInstance): Promise<void> => {
    serveStyle(app, STYLE)

    app.get('/dev/mail', (request, reply) => {
      const mails = catcher.messages().toReversed()
      if (!request.headers.accept?.includes('text/html')) return reply.send({ items: mails })
      return sendDocument(reply, { ...FRAME, title: 'Caught mails', main: list(mails) })
    })

    app.get<MailRequest>('/dev/mail/:id', (request, reply) => {
      const mail = catcher.message(request.params.id)
      if (!mail) return reply.callNotFound()
      return sendDocument(reply, { ...FRAME, title: mail.subject, main: letter(mail) })
    })

    app.get<MailRequest>('/dev/mail/:id/html', (request, reply) => {
      const mail = catcher.message(request.params.id)
      if (mail?.html === undefined || mail.html === null) return reply.callNotFound()
      return reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', MAIL_POLICY)
        .header('cache-control', 'no-store')
        .send(mail.html)
    })
  }
}

const FRAME = {
  language: 'en' as const,
  style: STYLE,
  links: [
    { text: 'Mails', href: '/dev/mail' },
    { text: 'Demo', href: '/demo' },
    { text: 'Console', href: '/sessions' },
  ],
}

function list(mails: readonly CaughtMail[]): Html {
  const rows = mails.map(
    (mail) =>
      html`<li>
        <a class="mail-row" href="/dev/mail/${mail.id}">
          <span class="mail-to">${mail.to.join(', ')}</span>
          <span class="mail-subject">${mail.subject}</span>
          ${time(mail)}
        </a>
      </li>`,
  )
  return html`
    <h1>Caught mails</h1>
    <p class="plain-intro">
      Nothing leaves this machine: what Lotse would send is kept here, newest first.
    </p>
    ${
      mails.length === 0
        ? html`<p class="card">No mail yet. The first request for a video session sends some.</p>`
        : html`<ul class="card mail-list" aria-label="Caught mails">
            ${rows}
          </ul>`
    }
  `
}

function letter(mail: CaughtMail): Html {
  return html`
    <h1>${mail.subject}</h1>
    <p class="plain-hint">From ${mail.from} to ${mail.to.join(', ')}, ${time(mail)}</p>
    <div class="card mail-text">${withLinks(mail.text)}</div>
    ${
      mail.html !== null &&
      html`<p><a class="text-link" href="/dev/mail/${mail.id}/html">Show as HTML</a></p>`
    }
    <p class="plain-hint">Message-ID ${mail.messageId}</p>
  `
}

function time({ receivedAt }: CaughtMail): Html {
  return html`<time datetime="${receivedAt}"
    >${receivedAt.slice(0, 19).replace('T', ' ')} UTC</time
  >`
}

/** Addresses in the text become links; everything around them stays text. */
function withLinks(text: string): Html[] {
  return text.split(/(https?:\/\/\S+)/).map((part, index) =>
    // Every second part is what the expression caught.
    index % 2 === 1 ? html`<a class="text-link" href="${part}">${part}</a>` : html`${part}`,
  )
}
