import type { TextsLike } from '../../../foundation/language.ts'
import type { en } from './en.ts'

export const de: TextsLike<typeof en> = {
  settings: 'Einstellungen',
  account: 'Eigenes Konto',
  name: 'Name',
  email: 'E-Mail',
  role: 'Rolle',
  roles: { member: 'Mitglied', moderator: 'Moderation', administrator: 'Administration' },
  roleText: {
    member: 'Bearbeitet Sitzungen, die angeboten oder übergeben wurden.',
    moderator: 'Bearbeitet und übergibt alle Sitzungen der Abteilung.',
    administrator: 'Bearbeitet alle Sitzungen und richtet die Organisation ein.',
  },
  department: 'Abteilung',
  noDepartment: 'Keine: sieht die Sitzungen aller Abteilungen',
  organisation: 'Organisation',

  sections: 'Einstellungen',
  section: {
    departments: 'Abteilungen',
    employees: 'Beschäftigte',
    templates: 'Vorlagen',
    requestFlows: 'Anfrageabläufe',
    labels: 'Etiketten',
    actionButtons: 'Aktionsknöpfe',
    apiKeys: 'API-Schlüssel',
    webhooks: 'Webhooks',
    ticketSystems: 'Ticketsysteme',
    personalData: 'Personendaten',
    auditLog: 'Prüfprotokoll',
  },

  logins: 'Angemeldet',
  loginsHint: 'Browser, in denen Sie angemeldet sind. Beenden Sie, was Sie nicht kennen.',
  thisBrowser: 'Dieser Browser',
  endLogin: 'Beenden',
  endLoginOf: (browser) => `Anmeldung beenden: ${browser}`,
  unknownBrowser: 'Unbekannter Browser',
  usedAt: (time) => `Zuletzt benutzt ${time}`,

  appearance: 'Sprache und Farben',
  languageHint: 'Auch die Sprache der E-Mails an Sie.',
  theme: 'Farben',
  themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },

  notifications: 'Benachrichtigungen',
  notifyHere: 'In diesem Browser benachrichtigen',
  chooseNotifications: 'Auswählen, was Ihnen wie gesagt wird',
  pushHint: 'Über Anfragen und Anrufe, auch wenn keine Seite der Konsole offen ist.',
  pushBlocked:
    'Dieser Browser lässt keine Benachrichtigungen zu. Erlauben Sie sie in den Einstellungen des Browsers.',
  pushUnavailable:
    'Dieser Browser kann nicht benachrichtigen, wenn keine Seite der Konsole offen ist.',

  callScreen: 'Anruf',
  shortcuts: 'Tastenkürzel',
  states: { on: 'an', off: 'aus' },
  shortcutsHint: 'Einzelne Buchstaben im Anruf, etwa m für das Mikrofon. ? zeigt alle.',

  changePassword: 'Passwort ändern',
  currentPassword: 'Jetziges Passwort',
  newPassword: 'Neues Passwort',
  passwordHint: 'Mindestens 10 Zeichen. Überall sonst werden Sie abgemeldet.',
  currentPasswordWrong: 'Das ist nicht Ihr jetziges Passwort.',
  passwordChanged: 'Passwort geändert',
}
