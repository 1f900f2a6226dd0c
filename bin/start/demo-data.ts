import type { Role } from '../../domain/actor.ts'
import type { FlowStep, Texts } from '../../domain/request-flow.ts'

/* Who and what there is in the demo organisation. */

export const DEMO_ORGANISATION = 'Weserpack Service'
export const DEMO_DEPARTMENTS = ['Packaging', 'Pumps'] as const
type Department = (typeof DEMO_DEPARTMENTS)[number]

export interface DemoEmployee {
  readonly name: string
  readonly email: string
  readonly role: Role
  /** Who has none sees every session. */
  readonly department: Department | null
  readonly language: 'en' | 'de'
}

export const DEMO_EMPLOYEES: readonly DemoEmployee[] = [
  {
    name: 'Anna Keller',
    email: 'anna.keller@weserpack.example',
    role: 'administrator',
    department: null,
    language: 'en',
  },
  {
    name: 'Lena Böhm',
    email: 'lena.boehm@weserpack.example',
    role: 'moderator',
    department: 'Packaging',
    language: 'de',
  },
  {
    name: 'Erik Olsen',
    email: 'erik.olsen@weserpack.example',
    role: 'member',
    department: 'Packaging',
    language: 'en',
  },
  {
    name: 'Jan Petersen',
    email: 'jan.petersen@weserpack.example',
    role: 'member',
    department: 'Packaging',
    language: 'de',
  },
  {
    name: 'Sofia Marques',
    email: 'sofia.marques@weserpack.example',
    role: 'member',
    department: 'Pumps',
    language: 'en',
  },
]

const REASON: FlowStep = { kind: 'reason', id: 'reason', isRequired: true }
const REQUESTER: FlowStep = { kind: 'requester', id: 'requester', isRequired: true }
const CONSENT: FlowStep = { kind: 'consent', id: 'consent', isRequired: true }
const IS_STANDING: FlowStep = {
  kind: 'question',
  id: 'standing',
  title: { en: 'Is the machine standing still?', de: 'Steht die Maschine?' },
  choices: [
    { en: 'Yes', de: 'Ja' },
    { en: 'No, it runs with restrictions', de: 'Nein, sie läuft eingeschränkt' },
  ],
  isRequired: true,
}

export interface DemoFlow {
  readonly title: Texts
  readonly steps: readonly FlowStep[]
}

export interface DemoTemplate {
  readonly name: string
  readonly department: Department
  readonly emergencyPhone: string
  readonly promisedMinutes: number
  readonly flows: readonly DemoFlow[]
}

export const DEMO_TEMPLATES: readonly DemoTemplate[] = [
  {
    name: 'Packaging machines',
    department: 'Packaging',
    emergencyPhone: '+49 421 555 0140',
    promisedMinutes: 10,
    flows: [
      {
        title: { en: 'Request a video session', de: 'Videositzung anfragen' },
        steps: [REASON, REQUESTER, CONSENT],
      },
    ],
  },
  {
    name: 'Pumps and hydraulics',
    department: 'Pumps',
    emergencyPhone: '+49 421 555 0150',
    promisedMinutes: 30,
    flows: [
      {
        title: { en: 'Report a breakdown', de: 'Störung melden' },
        steps: [REASON, IS_STANDING, REQUESTER, CONSENT],
      },
      {
        title: { en: 'Ask about maintenance', de: 'Frage zur Wartung' },
        steps: [REASON, REQUESTER, CONSENT],
      },
    ],
  },
]

export interface DemoDevice {
  readonly label: string
  readonly serial: string
  readonly location: string
  readonly template: string
}

export const DEMO_DEVICES: readonly DemoDevice[] = [
  {
    label: 'Cartoner KP-220, line 3',
    serial: 'KP220-19-0447',
    location: 'Hall 2, Nordhafen plant',
    template: 'Packaging machines',
  },
  {
    label: 'Flow wrapper FW 500',
    serial: 'FW500-21-0032',
    location: 'Hall 1, Nordhafen plant',
    template: 'Packaging machines',
  },
  {
    label: 'Centrifugal pump NKX 65-200',
    serial: 'NKX65-18-1203',
    location: 'Pump house, Südhafen plant',
    template: 'Pumps and hydraulics',
  },
]

/** Each belongs to the first flow of its template. */
export const DEMO_ACTION_BUTTONS = [
  { title: 'Show it to a technician', template: 'Packaging machines' },
] as const

export const DEMO_LABELS = ['Line stop', 'Warranty'] as const
export const DEMO_API_KEY_NAME = 'Demo ticket system'
export const DEMO_API_SCOPES = ['sessions', 'drafts', 'devices:read'] as const

export const DEMO_CONSENT_TEXTS = {
  en:
    'Weserpack Service records picture and sound of this call, so that the repair can be followed ' +
    'later. The recording is kept on the servers of Weserpack Service for 90 days and is open only ' +
    'to its employees and to you. You can take your consent back at any time, also in the call: ' +
    'recording stops at once and you decide whether what was recorded is deleted.',
  de:
    'Weserpack Service nimmt Bild und Ton dieses Anrufs auf, damit die Reparatur später ' +
    'nachvollzogen werden kann. Die Aufnahme liegt 90 Tage auf den Servern von Weserpack Service ' +
    'und ist nur dessen Beschäftigten und Ihnen zugänglich. Sie können Ihre Einwilligung jederzeit ' +
    'zurücknehmen, auch im Anruf: Die Aufnahme endet sofort, und Sie entscheiden, ob das ' +
    'Aufgenommene gelöscht wird.',
} as const

export const DEMO_KEEP_RECORDINGS_DAYS = 90
