import type { FastifyInstance, FastifyReply } from 'fastify'
import { readFileSync } from 'node:fs'
import type { Language } from '../../../domain/refusal-texts.ts'
import { html, type Html } from './html.ts'

/* Pages that need no script and no build: the demo and the caught mails. They look like the rest. */

const STYLES = [
  ...['styles/tokens.css', 'styles/reset.css', 'styles/base.css'],
  ...['components/button.css', 'components/badge.css', 'components/brand.css'],
].map((file) => new URL(`../../../web/foundation/${file}`, import.meta.url))
const OWN_STYLE = new URL('./plain-page.css', import.meta.url)

/** Serves the one stylesheet that documents refer to. */
export function serveStyle(app: FastifyInstance, path: string): void {
  const css = [...STYLES, OWN_STYLE].map((file) => readFileSync(file, 'utf8')).join('\n')
  app.get(path, (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'no-cache').send(css),
  )
}

export interface PlainDocument {
  readonly title: string
  readonly language: Language
  readonly style: string
  /** Links in the header, beside the name. */
  readonly links: readonly { text: string; href: string; isCurrent?: boolean }[]
  readonly main: Html
}

export function sendDocument(reply: FastifyReply, document: PlainDocument): FastifyReply {
  return (
    reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      // Under no-referrer a form would be sent with the origin `null`, which is refused.
      .header('referrer-policy', 'same-origin')
      .send(markupOf(document))
  )
}

function markupOf({ title, language, style, links, main }: PlainDocument): string {
  const navigation = links.map(
    ({ text, href, isCurrent }) =>
      html`<li><a href="${href}" ${isCurrent ? html`aria-current="page"` : ''}>${text}</a></li>`,
  )
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${style}" />
      </head>
      <body>
        <header class="plain-header">
          ${BRAND}
          <p class="plain-name">Lotse</p>
          <nav>
            <ul>
              ${navigation}
            </ul>
          </nav>
        </header>
        <main class="plain-main">${main}</main>
      </body>
    </html>`.markup
}

const BRAND = html`<svg class="brand" width="32" height="32" viewBox="0 0 32 32" aria-hidden="true">
  <rect width="32" height="32" rx="8" />
  <path d="M16 6v2M12.5 8h7v4.5h-7zM13.5 12.5 12 26h8l-1.5-13.5M11 12.5h10" />
  <path d="m9 8-2-.8M9 11l-2 .8M23 8l2-.8M23 11l2 .8" />
</svg>`
