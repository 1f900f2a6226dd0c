import type { TextsLike } from '../../../foundation/language.ts'
import type { en } from './en.ts'

export const de: TextsLike<typeof en> = {
  title: 'Benachrichtigungen',
  toSettings: 'Einstellungen',
  about:
    'Was Ihnen gesagt wird, und auf welchen Wegen. Was nicht gesendet wurde, und warum, steht in der Sitzung.',
  notLoaded: 'Ihre Auswahl konnte nicht geladen werden',
  scope: { own: 'Sitzungen, für die Sie zuständig sind', others: 'Alle anderen Sitzungen' },
  event: {
    every: 'Jedes Ereignis',
    requested: 'Neue Anfrage',
    confirmed: 'Bestätigt',
    taken: 'Von jemand anderem übernommen',
    assigned: 'Zugewiesen',
    ringing: 'Eingehender Anruf',
    missed_call: 'Verpasster Anruf',
    cancelled: 'Abgesagt',
    recording_ready: 'Aufzeichnung bereit',
    screenshots_ready: 'Screenshots bereit',
  },
  channel: { in_app: 'Glocke', push: 'Dieser und andere Browser', mail: 'E-Mail', slack: 'Slack' },
  inherit: 'Wie für jedes Ereignis',
  everything: 'Alle Wege, auch künftige',
  all: 'Alle gewählten Wege',
  first: 'Der erste gewählte, der gelingt',
}
