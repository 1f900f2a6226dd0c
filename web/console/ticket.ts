export type Ticket = { system: string; key: string; url?: string }

/** Where a key without an address comes from: typed by an employee, of a system nobody named. */
export const NO_SYSTEM = 'manual'

/** A ticket from what somebody typed or pasted: its key, or its address, whose end is the key. */
export function parseTicket(text: string): Ticket | undefined {
  const typed = text.trim()
  if (!typed) return undefined
  const url = addressIn(typed)
  if (!url) return { system: NO_SYSTEM, key: typed.slice(0, 120) }
  const last = url.pathname.split('/').findLast((part) => part !== '')
  return {
    system: url.hostname.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, 60),
    key: (last ?? url.hostname).slice(0, 120),
    url: url.href,
  }
}

function addressIn(text: string): URL | undefined {
  if (!/^https?:\/\//i.test(text)) return undefined
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
