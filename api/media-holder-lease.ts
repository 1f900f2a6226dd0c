import type { GatewayLeases } from './media-holder-ports.ts'

const LEASE_MS = 5_000
const RENEW_EVERY_MS = 1_000

export type LeaseOptions = {
  leases: GatewayLeases
  gateway: string
  /** This instance, and where others reach it. A restart under the same name takes over at once. */
  holder: string
  holderUrl: string
  onTaken: (epoch: number) => void
  /** Another instance has been given a higher epoch. */
  onLost: () => void
}

/**
 * Holds a gateway, or waits for it. A holder that gets no answer keeps its calls: whoever else is
 * interested gets none either. A candidate lets the whole lease pass by its own clock first, since
 * after an outage of the database every lease looks expired.
 */
export class GatewayLease {
  #options: LeaseOptions
  #epoch: number | undefined
  #expiredSince: { epoch: number; at: number } | undefined
  #timer: NodeJS.Timeout | undefined
  #isStopped = false

  constructor(options: LeaseOptions) {
    this.#options = options
  }

  get epoch(): number | undefined {
    return this.#epoch
  }

  start(): void {
    void this.#beat()
  }

  /** Lets the next one take over at once. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    const epoch = this.#epoch
    this.#epoch = undefined
    if (epoch === undefined) return
    const { leases, gateway } = this.#options
    await leases.release({ id: gateway, epoch }).catch(() => undefined)
  }

  async #beat(): Promise<void> {
    // Without the database nothing changes hands.
    await (this.#epoch === undefined ? this.#tryToTake() : this.#renew(this.#epoch)).catch(
      () => undefined,
    )
    if (!this.#isStopped) this.#timer = setTimeout(() => void this.#beat(), RENEW_EVERY_MS)
  }

  async #renew(epoch: number): Promise<void> {
    const { leases, gateway, holder, onLost } = this.#options
    const isHeld = await leases.renew({ id: gateway, holder, epoch, leaseMs: LEASE_MS })
    if (isHeld || this.#isStopped) return
    this.#epoch = undefined
    onLost()
  }

  async #tryToTake(): Promise<void> {
    const { leases, gateway, holder, holderUrl, onTaken } = this.#options
    const lease = await leases.find(gateway)
    if (!lease || !this.#isFree(lease)) return
    const request = { id: gateway, holder, holderUrl, epoch: lease.epoch, leaseMs: LEASE_MS }
    const epoch = await leases.take(request)
    if (epoch === undefined || this.#isStopped) return
    this.#epoch = epoch
    onTaken(epoch)
  }

  #isFree(lease: { holder: string | null; epoch: number; isHeld: boolean }): boolean {
    if (lease.holder === null || lease.holder === this.#options.holder) return true
    if (lease.isHeld) {
      this.#expiredSince = undefined
      return false
    }
    const now = Date.now()
    if (this.#expiredSince?.epoch !== lease.epoch) {
      this.#expiredSince = { epoch: lease.epoch, at: now }
    }
    return now - this.#expiredSince.at >= LEASE_MS
  }
}
