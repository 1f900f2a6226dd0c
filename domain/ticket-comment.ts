import type { Language } from './refusal-texts.ts'

/** What a comment in a ticket may say about the session; every field as people typed it. */
export type CommentFacts = {
  number: number
  device: string
  consoleUrl: string
  /** The code user's own way in; null once it was revoked. */
  joinUrl: string | null
}
export type CallFacts = CommentFacts & {
  call: number
  durationMs: number
  people: readonly string[]
  /** Recordings and screenshots of the call, so far. */
  artefacts: number
}

const TEXTS = {
  en: {
    join: ({ number, device }: CommentFacts) =>
      `Video session #${number} for ${device} is ready. Open this link on the phone at the machine:`,
    noJoin: ({ number, device }: CommentFacts) =>
      `Video session #${number} for ${device} belongs to this ticket.`,
    call: ({ number, call }: CallFacts, duration: string) =>
      `Call ${call} of video session #${number} is over after ${duration} min.`,
    people: (names: string) => `With: ${names}`,
    artefacts: (count: number) => `Recordings and screenshots: ${count}`,
    employees: 'For employees:',
  },
  de: {
    join: ({ number, device }: CommentFacts) =>
      `Die Videositzung #${number} für ${device} ist bereit. Öffnen Sie diesen Link auf dem Telefon an der Maschine:`,
    noJoin: ({ number, device }: CommentFacts) =>
      `Die Videositzung #${number} für ${device} gehört zu diesem Ticket.`,
    call: ({ number, call }: CallFacts, duration: string) =>
      `Anruf ${call} der Videositzung #${number} ist nach ${duration} min vorbei.`,
    people: (names: string) => `Mit: ${names}`,
    artefacts: (count: number) => `Aufzeichnungen und Screenshots: ${count}`,
    employees: 'Für Mitarbeitende:',
  },
} as const satisfies Record<Language, unknown>

export function joinLinkComment(facts: CommentFacts, language: Language): string {
  const { join, noJoin, employees } = TEXTS[language]
  const first = facts.joinUrl ? [join(facts), facts.joinUrl] : [noJoin(facts)]
  return [...first, '', `${employees} ${facts.consoleUrl}`].join('\n')
}

export function callComment(facts: CallFacts, language: Language): string {
  const { call, people, artefacts } = TEXTS[language]
  const lines = [call(facts, minutesAndSeconds(facts.durationMs))]
  if (facts.people.length > 0) lines.push(people(facts.people.join(', ')))
  if (facts.artefacts > 0) lines.push(artefacts(facts.artefacts))
  return [...lines, facts.consoleUrl].join('\n')
}

function minutesAndSeconds(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
