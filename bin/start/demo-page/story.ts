import type { Language } from '../../../domain/refusal-texts.ts'
import type { Status } from '../../../domain/status.ts'

/* What the demo plays: a customer's ticket system, and an assistant that talks to a person. */

export interface Ticket {
  readonly key: string
  /** Label of a device of the demo organisation. */
  readonly device: string
  readonly person: string
  readonly title: Record<Language, string>
  readonly text: Record<Language, string>
}

export const TICKET_SYSTEM = 'nordhafen-helpdesk'

export const TICKETS: readonly Ticket[] = [
  {
    key: 'SRV-2288',
    device: 'Cartoner KP-220, line 3',
    person: 'Tomáš Novák',
    title: {
      en: 'Cartoner stops several times a shift',
      de: 'Kartonierer steht mehrmals pro Schicht',
    },
    text: {
      en: 'Cartons jam at the infeed after about 20 minutes. The batch was changed this morning.',
      de: 'Nach etwa 20 Minuten klemmen die Kartons am Einlauf. Heute früh wurde die Charge gewechselt.',
    },
  },
  {
    key: 'SRV-2291',
    device: 'Flow wrapper FW 500',
    person: 'Petra Schuster',
    title: { en: 'Cross seal opens on the left edge', de: 'Quernaht öffnet an der linken Kante' },
    text: {
      en: 'About every tenth bag. Temperature reads 165 °C on both jaws, the film is the same as last week.',
      de: 'Etwa jeder zehnte Beutel. Beide Backen zeigen 165 °C, die Folie ist dieselbe wie letzte Woche.',
    },
  },
  {
    key: 'SRV-2294',
    device: 'Centrifugal pump NKX 65-200',
    person: 'Marta Lind',
    title: { en: 'Mechanical seal drips', de: 'Gleitringdichtung tropft' },
    text: {
      en: 'Pressure falls slowly since Sunday and there is water under the coupling.',
      de: 'Der Druck fällt seit Sonntag langsam, und unter der Kupplung steht Wasser.',
    },
  },
]

/** The conversation, first to last. The person writes on the right. */
export const CONVERSATION: readonly {
  from: 'person' | 'assistant'
  text: Record<Language, string>
}[] = [
  {
    from: 'person',
    text: {
      en: 'The cartoner on line 3 keeps stopping. What can I do?',
      de: 'Der Kartonierer an Linie 3 bleibt ständig stehen. Was kann ich tun?',
    },
  },
  {
    from: 'assistant',
    text: {
      en: 'I count 14 jam stops at the infeed since 08:00. Please clean infeed sensor B12 and check the carton stack.',
      de: 'Ich zähle seit 08:00 Uhr 14 Stopps am Einlauf. Bitte reinigen Sie den Sensor B12 und prüfen Sie den Kartonstapel.',
    },
  },
  {
    from: 'person',
    text: { en: 'Cleaned it, no change.', de: 'Gereinigt, keine Änderung.' },
  },
  {
    from: 'assistant',
    text: {
      en: 'Then somebody should look at it together with you. I have written down what we tried.',
      de: 'Dann sollte es sich jemand mit Ihnen gemeinsam ansehen. Was wir versucht haben, habe ich notiert.',
    },
  },
]

export const ASSISTANT = 'Nordhafen Assistant'

/** What the assistant knows of the person and hands on; they can change all of it. */
export const PREPARED: { name: string; ref: string; reason: Record<Language, string> } = {
  name: 'Tomáš Novák',
  ref: 'chat-7f3a',
  reason: {
    en: '14 jam stops at the infeed since 08:00. Sensor B12 cleaned, no change.',
    de: '14 Stopps am Einlauf seit 08:00 Uhr. Sensor B12 gereinigt, keine Änderung.',
  },
}

export interface DemoTexts {
  readonly title: string
  readonly intro: string
  readonly nav: { console: string; mails: string; otherLanguage: string }
  readonly helpdesk: string
  readonly helpdeskIntro: string
  readonly start: string
  readonly startAnother: string
  readonly session: (number: number) => string
  readonly openConsole: string
  readonly linkFor: (person: string) => string
  readonly assistant: string
  readonly assistantIntro: string
  readonly you: string
  readonly prepare: string
  readonly prepareHint: string
  readonly brokenButton: string
  readonly failed: string
  readonly status: Record<Status, string>
}

export const TEXTS: Record<Language, DemoTexts> = {
  en: {
    title: 'Lotse demo',
    intro:
      'Two systems of a customer that use Lotse from outside. Both speak to it over its HTTP API only.',
    nav: { console: 'Console', mails: 'Mails', otherLanguage: 'Deutsch' },
    helpdesk: 'Nordhafen helpdesk',
    helpdeskIntro:
      'A ticket system. Its server creates a confirmed session with an API key, links the ticket, and gets two links back.',
    start: 'Start video session',
    startAnother: 'Start another video session',
    session: (number) => `Video session #${number}`,
    openConsole: 'Open in the console',
    linkFor: (person) => `Link for ${person}`,
    assistant: ASSISTANT,
    assistantIntro:
      'A machine assistant. It prepares a request; it becomes a session only when a person sends it.',
    you: 'You',
    prepare: 'Let the assistant fill in the request',
    prepareHint: 'Its server leaves a draft with the answers and the conversation.',
    brokenButton: 'A button nobody has set up',
    failed: 'Lotse did not accept it',
    status: {
      requested: 'REQUESTED',
      confirmed: 'CONFIRMED',
      in_progress: 'IN PROGRESS',
      done: 'DONE',
      cancelled: 'CANCELLED',
    },
  },
  de: {
    title: 'Lotse-Demo',
    intro:
      'Zwei Systeme eines Kunden, die Lotse von außen benutzen. Beide sprechen nur über die HTTP-Schnittstelle mit ihm.',
    nav: { console: 'Konsole', mails: 'Mails', otherLanguage: 'English' },
    helpdesk: 'Nordhafen-Helpdesk',
    helpdeskIntro:
      'Ein Ticketsystem. Sein Server legt mit einem API-Schlüssel eine bestätigte Sitzung an, verknüpft das Ticket und bekommt zwei Links zurück.',
    start: 'Videositzung starten',
    startAnother: 'Weitere Videositzung starten',
    session: (number) => `Videositzung #${number}`,
    openConsole: 'In der Konsole öffnen',
    linkFor: (person) => `Link für ${person}`,
    assistant: ASSISTANT,
    assistantIntro:
      'Ein Maschinenassistent. Er bereitet eine Anfrage vor; zur Sitzung wird sie erst, wenn ein Mensch sie sendet.',
    you: 'Sie',
    prepare: 'Anfrage vom Assistenten ausfüllen lassen',
    prepareHint: 'Sein Server hinterlegt einen Entwurf mit Antworten und Gespräch.',
    brokenButton: 'Ein Knopf, den niemand eingerichtet hat',
    failed: 'Lotse hat es nicht angenommen',
    status: {
      requested: 'ANGEFRAGT',
      confirmed: 'BESTÄTIGT',
      in_progress: 'LÄUFT',
      done: 'ERLEDIGT',
      cancelled: 'ABGESAGT',
    },
  },
}
