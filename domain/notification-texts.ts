import {
  isSettling,
  type CodeUserEvent,
  type Notice,
  type NotificationEvent,
  type NotificationFacts,
  type SettlingEvent,
} from './notification.ts'
import type { Language } from './refusal-texts.ts'

type Sentence = (facts: NotificationFacts) => string
/** `title` follows the number in the subject; `lead` is the first sentence. */
type Wording = { title: Sentence; lead: Sentence }

type Wordings = {
  employee: Record<NotificationEvent, Wording>
  /** Instead of the lead, for who did it. */
  own: Record<SettlingEvent, string>
  codeUser: Record<CodeUserEvent, Wording>
  labels: Record<'device' | 'location' | 'requester' | 'reason', string>
  action: { employee: string; codeUser: string }
  footer: { employee: Sentence; codeUser: Sentence }
}

const EN: Wordings = {
  employee: {
    requested: {
      title: ({ device }) => `New request: ${device}`,
      lead: ({ requester, device }) =>
        `${requester ?? 'Somebody'} asks for a video session at ${device}.`,
    },
    confirmed: {
      title: ({ by, device }) => (by ? `Confirmed by ${by}: ${device}` : `Confirmed: ${device}`),
      lead: ({ by }) =>
        `${by ?? 'Somebody else'} has confirmed this session. There is nothing for you to do.`,
    },
    taken: {
      title: ({ by, device }) => (by ? `Taken by ${by}: ${device}` : `Taken: ${device}`),
      lead: ({ by }) => `${by ?? 'Somebody else'} has taken over this session.`,
    },
    assigned: {
      title: ({ device }) => `Assigned to you: ${device}`,
      lead: ({ by }) =>
        by ? `${by} has assigned this session to you.` : 'This session has been assigned to you.',
    },
    ringing: {
      title: ({ device }) => `Incoming call: ${device}`,
      lead: ({ requester, device }) =>
        `${requester ?? 'The person'} at ${device} is calling right now.`,
    },
    missed_call: {
      title: ({ device }) => `Missed call: ${device}`,
      lead: ({ requester, device }) =>
        `${requester ?? 'The person'} at ${device} called and nobody answered.`,
    },
    cancelled: {
      title: ({ device }) => `Cancelled: ${device}`,
      lead: ({ by }) =>
        by ? `${by} has cancelled this session.` : 'This session has been cancelled.',
    },
    recording_ready: {
      title: ({ device }) => `Recording ready: ${device}`,
      lead: () => 'The recording of the call can be opened.',
    },
    screenshots_ready: {
      title: ({ device }) => `Screenshots ready: ${device}`,
      lead: () => 'The screenshots of the call can be opened.',
    },
  },
  own: {
    confirmed: 'You have confirmed this session.',
    taken: 'You have taken this session.',
    cancelled: 'You have cancelled this session.',
  },
  codeUser: {
    assigned: {
      title: ({ device }) => `Video session for ${device}`,
      lead: ({ organisation, device }) =>
        `${organisation} has prepared a video session for ${device}. Open it on the phone you have at the machine.`,
    },
    confirmed: {
      title: ({ device }) => `Confirmed: video session for ${device}`,
      lead: ({ by, organisation }) =>
        `${by ? `${by} of ${organisation}` : organisation} has confirmed your video session. Open it at the machine and press "Start call".`,
    },
    ringing: {
      title: ({ device }) => `Incoming call for ${device}`,
      lead: ({ by, organisation }) =>
        `${by ? `${by} of ${organisation}` : organisation} is calling you right now.`,
    },
    missed_call: {
      title: ({ device }) => `Missed call: ${device}`,
      lead: ({ organisation }) =>
        `${organisation} called you and could not reach you. You can call back from your video session.`,
    },
    cancelled: {
      title: ({ device }) => `Cancelled: video session for ${device}`,
      lead: ({ by, organisation }) =>
        `${by ? `${by} of ${organisation}` : organisation} has cancelled your video session.`,
    },
    recording_ready: {
      title: ({ device }) => `Recording ready: ${device}`,
      lead: () => 'The recording of your call can be opened in your video session.',
    },
    screenshots_ready: {
      title: ({ device }) => `Screenshots ready: ${device}`,
      lead: () => 'The screenshots of your call can be opened in your video session.',
    },
  },
  labels: { device: 'Device', location: 'Location', requester: 'Requester', reason: 'Reason' },
  action: { employee: 'Open the session', codeUser: 'Open my video session' },
  footer: {
    employee: ({ organisation }) => `You receive this mail as an employee of ${organisation}.`,
    codeUser: ({ organisation }) =>
      `You receive this mail because this address was given to ${organisation} for news about the session. Whoever has the link can take part: do not pass it on.`,
  },
}

const DE: Wordings = {
  employee: {
    requested: {
      title: ({ device }) => `Neue Anfrage: ${device}`,
      lead: ({ requester, device }) =>
        `${requester ?? 'Jemand'} bittet um eine Videositzung an ${device}.`,
    },
    confirmed: {
      title: ({ by, device }) => (by ? `Bestätigt von ${by}: ${device}` : `Bestätigt: ${device}`),
      lead: ({ by }) =>
        `${by ?? 'Jemand anderes'} hat diese Sitzung bestätigt. Für Sie ist nichts zu tun.`,
    },
    taken: {
      title: ({ by, device }) => (by ? `Übernommen von ${by}: ${device}` : `Übernommen: ${device}`),
      lead: ({ by }) => `${by ?? 'Jemand anderes'} hat diese Sitzung übernommen.`,
    },
    assigned: {
      title: ({ device }) => `Ihnen zugewiesen: ${device}`,
      lead: ({ by }) =>
        by ? `${by} hat Ihnen diese Sitzung zugewiesen.` : 'Diese Sitzung wurde Ihnen zugewiesen.',
    },
    ringing: {
      title: ({ device }) => `Eingehender Anruf: ${device}`,
      lead: ({ requester, device }) => `${requester ?? 'Die Person'} an ${device} ruft gerade an.`,
    },
    missed_call: {
      title: ({ device }) => `Verpasster Anruf: ${device}`,
      lead: ({ requester, device }) =>
        `${requester ?? 'Die Person'} an ${device} hat angerufen und niemanden erreicht.`,
    },
    cancelled: {
      title: ({ device }) => `Abgesagt: ${device}`,
      lead: ({ by }) =>
        by ? `${by} hat diese Sitzung abgesagt.` : 'Diese Sitzung wurde abgesagt.',
    },
    recording_ready: {
      title: ({ device }) => `Aufzeichnung bereit: ${device}`,
      lead: () => 'Die Aufzeichnung des Anrufs kann geöffnet werden.',
    },
    screenshots_ready: {
      title: ({ device }) => `Screenshots bereit: ${device}`,
      lead: () => 'Die Screenshots des Anrufs können geöffnet werden.',
    },
  },
  own: {
    confirmed: 'Sie haben diese Sitzung bestätigt.',
    taken: 'Sie haben diese Sitzung übernommen.',
    cancelled: 'Sie haben diese Sitzung abgesagt.',
  },
  codeUser: {
    assigned: {
      title: ({ device }) => `Videositzung für ${device}`,
      lead: ({ organisation, device }) =>
        `${organisation} hat eine Videositzung für ${device} vorbereitet. Öffnen Sie sie auf dem Telefon, das Sie an der Maschine haben.`,
    },
    confirmed: {
      title: ({ device }) => `Bestätigt: Videositzung für ${device}`,
      lead: ({ by, organisation }) =>
        `${by ? `${by} von ${organisation}` : organisation} hat Ihre Videositzung bestätigt. Öffnen Sie sie an der Maschine und drücken Sie „Anruf starten“.`,
    },
    ringing: {
      title: ({ device }) => `Eingehender Anruf zu ${device}`,
      lead: ({ by, organisation }) =>
        `${by ? `${by} von ${organisation}` : organisation} ruft Sie gerade an.`,
    },
    missed_call: {
      title: ({ device }) => `Verpasster Anruf: ${device}`,
      lead: ({ organisation }) =>
        `${organisation} hat Sie angerufen und nicht erreicht. In Ihrer Videositzung können Sie zurückrufen.`,
    },
    cancelled: {
      title: ({ device }) => `Abgesagt: Videositzung für ${device}`,
      lead: ({ by, organisation }) =>
        `${by ? `${by} von ${organisation}` : organisation} hat Ihre Videositzung abgesagt.`,
    },
    recording_ready: {
      title: ({ device }) => `Aufzeichnung bereit: ${device}`,
      lead: () => 'Die Aufzeichnung Ihres Anrufs kann in Ihrer Videositzung geöffnet werden.',
    },
    screenshots_ready: {
      title: ({ device }) => `Screenshots bereit: ${device}`,
      lead: () => 'Die Screenshots Ihres Anrufs können in Ihrer Videositzung geöffnet werden.',
    },
  },
  labels: {
    device: 'Gerät',
    location: 'Standort',
    requester: 'Anfragende Person',
    reason: 'Grund',
  },
  action: { employee: 'Sitzung öffnen', codeUser: 'Meine Videositzung öffnen' },
  footer: {
    employee: ({ organisation }) =>
      `Sie erhalten diese Nachricht, weil Sie für ${organisation} arbeiten.`,
    codeUser: ({ organisation }) =>
      `Sie erhalten diese Nachricht, weil diese Adresse ${organisation} für Neuigkeiten zur Sitzung genannt wurde. Wer den Link hat, kann teilnehmen: bitte nicht weitergeben.`,
  },
}

const WORDINGS: Record<Language, Wordings> = { en: EN, de: DE }

/** What an employee reads. */
export function employeeNotice(
  event: NotificationEvent,
  facts: NotificationFacts,
  language: Language,
): Notice {
  const { employee, own, labels, action, footer } = WORDINGS[language]
  const { number, device, location, requester, reason } = facts
  const isOwn = facts.isByReader === true && isSettling(event)
  return {
    subject: `#${number} ${employee[event].title(facts)}`,
    lead: isOwn ? own[event] : employee[event].lead(facts),
    facts: given([
      [labels.device, device],
      [labels.location, location],
      [labels.requester, requester],
      [labels.reason, reason],
    ]),
    quote: event === 'cancelled' ? facts.message : null,
    action: action.employee,
    footer: footer.employee(facts),
  }
}

/** What a code user reads: nothing beyond what they said themselves and their answer. */
export function codeUserNotice(
  event: CodeUserEvent,
  facts: NotificationFacts,
  language: Language,
): Notice {
  const { codeUser, labels, action, footer } = WORDINGS[language]
  return {
    subject: `#${facts.number} ${codeUser[event].title(facts)}`,
    lead: codeUser[event].lead(facts),
    facts: given([
      [labels.device, facts.device],
      [labels.location, facts.location],
    ]),
    quote: event === 'cancelled' ? facts.message : null,
    action: action.codeUser,
    footer: footer.codeUser(facts),
  }
}

function given(pairs: [label: string, value: string | null][]): Notice['facts'] {
  return pairs.flatMap(([label, value]) => (value ? [{ label, value }] : []))
}
