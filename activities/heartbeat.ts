import { Context } from '@temporalio/activity'

const EVERY_MS = 5000

/** Beats by itself, so that a long step is not taken for a dead worker; every step beats too. */
export function makeHeartbeat(): { tell(step: string): void; stop(): void } {
  const context = Context.current()
  let latest = 'begin'
  const timer = setInterval(() => context.heartbeat(latest), EVERY_MS)
  return {
    tell(step) {
      latest = step
      context.heartbeat(step)
    },
    stop: () => clearInterval(timer),
  }
}
