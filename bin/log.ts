import { pino, type Logger } from 'pino'

/** Lines of JSON on standard output; personal data never goes in. */
export function makeLog(name: string, level: string): Logger {
  return pino({ name, level, timestamp: pino.stdTimeFunctions.isoTime })
}
