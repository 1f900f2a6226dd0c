import type { TextsLike } from '../../foundation/language.ts'
import type { en } from './en.ts'

export const de: TextsLike<typeof en> = {
  screenshot: (number) => `Screenshot ${number}`,
  tools: 'Werkzeuge',
  tool: {
    select: 'Auswählen',
    pen: 'Stift',
    arrow: 'Pfeil',
    rectangle: 'Rechteck',
    text: 'Text',
    number: 'Nummer',
    pixelate: 'Verpixeln',
    crop: 'Zuschneiden',
  },
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  deleteShape: 'Form löschen',
  backToVideo: 'Zurück zum Video',
  picture: 'Bild. Enter setzt das gewählte Werkzeug in die Mitte, Pfeiltasten bewegen eine Form.',
  youAreEditing: 'Sie bearbeiten',
  bothAreEditing: (name) => `Sie und ${name} bearbeiten`,
  you: 'Sie',
  storedAfterCall: 'Wird am Ende des Anrufs von selbst gespeichert.',
  notStoredYet: 'Ihre Änderungen warten auf die Verbindung.',
  refused: 'Ihre letzte Änderung wurde nicht angenommen und ist weg.',
  pictureFailed: 'Das Bild konnte nicht geladen werden.',
  tryAgain: 'Noch einmal versuchen',
  wholePicture: 'Ganzes Bild',
  writeText: 'Text auf dem Bild',
  shapeBy: (shape, name) => `${shape}, von ${name}`,
}
