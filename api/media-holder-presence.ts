import type { HeldCall } from './media-holder-call.ts'
import type { CallKey, HolderFacts } from './media-holder-ports.ts'

/** A reload is over sooner; the pages see an absence at once, only the workflow hears it later. */
const ABSENCE_SETTLES_MS = 2_000
const REPEAT_EVERY_MS = 2_000

type Report = { present: boolean; since: number; sentAt: number }

/**
 * Tells the workflow who is in a call. Works by difference: what the row says is compared with what
 * is so, and told until they agree, whatever was lost on the way or before a takeover.
 */
export class PresenceReports {
  #facts: HolderFacts
  #reports = new Map<string, Report>()
  #seq = 0

  constructor(facts: HolderFacts) {
    this.#facts = facts
  }

  /** False while the row does not agree yet. */
  check(held: HeldCall, epoch: number): boolean {
    const { call, key } = held
    if (!call) return true
    const differing = [...call.employees, ...call.participants].filter((id) => {
      const present = held.isPresent(id)
      // Who never came is absent without being told.
      const isAgreed = (call.presence[id]?.present ?? false) === present
      if (isAgreed) this.#reports.delete(nameOf(key, id))
      else this.#tell(held, { id, epoch, present })
      return !isAgreed
    })
    return differing.length === 0
  }

  forget({ key, call }: HeldCall): void {
    for (const id of [...(call?.employees ?? []), ...(call?.participants ?? [])]) {
      this.#reports.delete(nameOf(key, id))
    }
  }

  #tell(held: HeldCall, { id, epoch, present }: { id: string; epoch: number; present: boolean }) {
    const name = nameOf(held.key, id)
    const now = Date.now()
    const known = this.#reports.get(name)
    const report = known?.present === present ? known : { present, since: now, sentAt: 0 }
    this.#reports.set(name, report)
    const settledAt = Math.max(report.since + ABSENCE_SETTLES_MS, held.absentNotBefore)
    if (!present && now < settledAt) return
    if (now < report.sentAt + REPEAT_EVERY_MS) return
    report.sentAt = now
    const fact = { id, epoch, seq: ++this.#seq, present }
    // Told again by the next check: the row is the answer.
    this.#facts.presence(held.key, fact).catch(() => undefined)
  }
}

function nameOf({ sessionId, call }: CallKey, id: string): string {
  return `${sessionId}-${call}-${id}`
}
