import type { Notice } from './notification.ts'
import type { Language } from './refusal-texts.ts'

export type MailContent = { subject: string; text: string; html: string }

/** Longer subjects are cut by mail programs anyway, and a label may be any length. */
const SUBJECT_LENGTH = 140

/** A notice as a mail: plain text, and the same as simple HTML. */
export function mailContent(notice: Notice, link: string, language: Language): MailContent {
  return {
    subject: subjectLine(notice.subject),
    text: plain(notice, link),
    html: html(notice, link, language),
  }
}

/** One line without control characters: a line break in a label must not become a header. */
export function subjectLine(text: string): string {
  const line = text.replaceAll(/[\u0000-\u001f\u007f\s]+/g, ' ').trim()
  const letters = [...line]
  return letters.length <= SUBJECT_LENGTH
    ? line
    : `${letters.slice(0, SUBJECT_LENGTH - 1).join('')}…`
}

function plain(notice: Notice, link: string): string {
  const facts = notice.facts.map(({ label, value }) => `${label}: ${value}`).join('\n')
  const quote = notice.quote?.replaceAll(/^/gm, '> ')
  return [notice.lead, quote, facts, `${notice.action}:\n${link}`, `-- \n${notice.footer}`]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n')
}

function html(notice: Notice, link: string, language: Language): string {
  const facts = notice.facts.map(
    ({ label, value }) =>
      `<p style="margin:0 0 4px"><span style="opacity:.8">${escape(label)}:</span> ${lines(value)}</p>`,
  )
  const quote = notice.quote
    ? `<blockquote style="margin:0 0 16px;padding:0 0 0 12px;border-left:3px solid #a5d3cd">${lines(notice.quote)}</blockquote>`
    : ''
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escape(notice.subject)}</title>
</head>
<body style="margin:0;padding:24px 16px;font:16px/24px system-ui,'Segoe UI',Roboto,Arial,sans-serif">
<main style="max-width:560px">
<h1 style="margin:0 0 16px;font-size:20px;line-height:28px">${escape(notice.subject)}</h1>
<p style="margin:0 0 16px">${escape(notice.lead)}</p>
${quote}
${facts.join('\n')}
<p style="margin:24px 0"><a href="${escape(link)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#0f766e;color:#ffffff;text-decoration:none;font-weight:600">${escape(notice.action)}</a></p>
<p style="margin:0;font-size:13px;line-height:20px;opacity:.8">${escape(notice.footer)}</p>
</main>
</body>
</html>
`
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
}

function lines(text: string): string {
  return escape(text).replaceAll(/\r?\n/g, '<br>')
}
