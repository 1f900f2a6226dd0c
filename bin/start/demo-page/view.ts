import { pages } from '../../../contract/paths.ts'
import type { Language } from '../../../domain/refusal-texts.ts'
import { isOver } from '../../../domain/status.ts'
import { html, type Html } from '../plain-page/html.ts'
import type { Session } from './lotse-client.ts'
import { CONVERSATION, PREPARED, TEXTS, type Ticket } from './story.ts'

export interface DemoButton {
  readonly id: string
  readonly title: string
  /** Code of a machine whose requests the button leads to. */
  readonly code: string
}

export interface DemoView {
  readonly language: Language
  readonly tickets: readonly { ticket: Ticket; sessions: readonly Session[] }[]
  readonly button: DemoButton | undefined
  /** Why the last thing that was tried did not happen. */
  readonly problem: string | undefined
}

const NOT_SET_UP = '00000000-0000-4000-8000-000000000000'

export function demoMain({ language, tickets, button, problem }: DemoView): Html {
  const texts = TEXTS[language]
  return html`
    <h1>${texts.title}</h1>
    <p class="plain-intro">${texts.intro}</p>
    ${problem && html`<p class="plain-alert" role="alert">${texts.failed}: ${problem}</p>`}
    <div class="demo-systems">
      <section aria-labelledby="helpdesk">
        <h2 id="helpdesk">${texts.helpdesk}</h2>
        <p class="plain-hint">${texts.helpdeskIntro}</p>
        <ul class="demo-tickets">
          ${tickets.map((each) => html`<li>${ticketCard(each, language)}</li>`)}
        </ul>
      </section>
      ${button && assistant(button, language)}
    </div>
  `
}

function ticketCard({ ticket, sessions }: DemoView['tickets'][number], language: Language): Html {
  const texts = TEXTS[language]
  const { key, title, device, person, text } = ticket
  const isOpen = sessions.some(({ status }) => !isOver(status))
  const label = sessions.length === 0 ? texts.start : texts.startAnother
  return html`<article class="card demo-ticket" id="${key}" aria-labelledby="${key}-title">
    <p class="demo-ticket-key">${key}</p>
    <h3 id="${key}-title">${title[language]}</h3>
    <p class="plain-hint">${person} · ${device}</p>
    <p>${text[language]}</p>
    ${sessions.map((session) => sessionComment(session, person, language))}
    ${
      !isOpen &&
      html`<form method="post" action="/demo/tickets/${key}/video-session?lang=${language}">
        <input type="hidden" name="attempt" value="${sessions.length + 1}" />
        <button class="button button-medium button-primary">${label}</button>
      </form>`
    }
  </article>`
}

/** As the ticket system would write it into the conversation. */
function sessionComment(session: Session, person: string, language: Language): Html {
  const texts = TEXTS[language]
  const { number, status, links } = session
  return html`<div class="demo-comment">
    <p>
      <strong>${texts.session(number)}</strong>
      <span class="status-badge" data-status="${status}">${texts.status[status]}</span>
    </p>
    <ul class="demo-links">
      <li><a class="text-link" href="${links.console}">${texts.openConsole}</a></li>
      ${links.join && html`<li><a class="text-link" href="${links.join}">${texts.linkFor(person)}</a></li>`}
    </ul>
  </div>`
}

function assistant(button: DemoButton, language: Language): Html {
  const texts = TEXTS[language]
  const { name, ref, reason } = PREPARED
  const prefill = new URLSearchParams({ reason: reason[language], name, ref })
  // Spaces as %20: a fragment is no form, and "+" would stay a plus sign.
  const fragment = prefill.toString().replaceAll('+', '%20')
  const link = (id: string) => `${pages.code(button.code)}?button=${id}#${fragment}`
  return html`<section aria-labelledby="assistant">
    <h2 id="assistant">${texts.assistant}</h2>
    <p class="plain-hint">${texts.assistantIntro}</p>
    <div class="card demo-chat">
      <ol>
        ${CONVERSATION.map(
          ({ from, text }) =>
            html`<li class="demo-words demo-words-${from}">
              <span class="only-heard">${from === 'person' ? texts.you : texts.assistant}:</span>
              ${text[language]}
            </li>`,
        )}
      </ol>
      <a class="button button-large button-primary button-wide" href="${link(button.id)}"
        >${button.title}</a
      >
      <form method="post" action="/demo/assistant/draft?lang=${language}">
        <button
          class="button button-medium button-secondary button-wide"
          aria-describedby="prepare-hint"
        >
          ${texts.prepare}
        </button>
        <p class="plain-hint" id="prepare-hint">${texts.prepareHint}</p>
      </form>
      <p class="plain-hint">
        <a class="text-link" href="${link(NOT_SET_UP)}">${texts.brokenButton}</a>
      </p>
    </div>
  </section>`
}
