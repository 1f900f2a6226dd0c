import { signal, type ReadonlySignal } from '@preact/signals'
import { paths } from '../../contract/paths.ts'
import { ApiProblem, type Api } from './api-client.ts'
import { loadPageConfig, pageConfig } from './page-config.ts'

/**
 * `unavailable`: not in this browser, or not in this installation. `blocked`: the person has told the
 * browser no, and only they can change that.
 */
export type PushState = 'unknown' | 'unavailable' | 'blocked' | 'off' | 'on'

const WORKER = '/push-worker.js'
/** For whom this browser was subscribed: both sides' pages share its one subscription. */
const STORED_AS = 'lotse.push'

/** Whether somebody is told in this browser while no page is open. */
export class BrowserPush {
  readonly #state = signal<PushState>('unknown')
  readonly #api: Api
  readonly #sessionId: string | undefined

  /** `sessionId` for a code user, whose news are about one session. */
  constructor(api: Api, sessionId?: string) {
    this.#api = api
    this.#sessionId = sessionId
    void this.#look()
  }

  get state(): ReadonlySignal<PushState> {
    return this.#state
  }

  /** In a tap: the browser asks the person. Throws ApiProblem. */
  async turnOn(): Promise<void> {
    const key = pageConfig.peek()?.pushKey
    if (!key) return
    const permission = await Notification.requestPermission()
    if (permission !== 'granted') {
      this.#state.value = permission === 'denied' ? 'blocked' : 'off'
      return
    }
    await this.#save(await subscribe(key))
  }

  /** Throws ApiProblem. */
  async turnOff(): Promise<void> {
    await endPush(this.#api)
    this.#state.value = 'off'
  }

  async #look(): Promise<void> {
    if (!pageConfig.peek()) await loadPageConfig()
    const isHere = 'PushManager' in window && 'serviceWorker' in navigator
    if (!isHere || !pageConfig.peek()?.pushKey) {
      this.#state.value = 'unavailable'
      return
    }
    if (Notification.permission === 'denied') {
      this.#state.value = 'blocked'
      return
    }
    const subscription = isOwn(this.#api) ? await findSubscription() : null
    // Said again: the service may have lost it, and a code user may have another session now.
    if (subscription) await this.#save(subscription).catch(() => (this.#state.value = 'off'))
    else this.#state.value = 'off'
  }

  async #save(subscription: PushSubscription): Promise<void> {
    const { endpoint, keys } = subscription.toJSON()
    const body = { endpoint, keys, ...(this.#sessionId ? { sessionId: this.#sessionId } : {}) }
    await this.#api.post(paths.pushSubscriptions, { body })
    remember(this.#api.actor)
    this.#state.value = 'on'
  }
}

/** Also when somebody signs out: what is theirs must not be shown here any more. */
export async function endPush(api: Api): Promise<void> {
  const subscription = isOwn(api) ? await findSubscription() : null
  if (!subscription) return
  const { endpoint } = subscription
  await api.delete(paths.pushSubscriptions, { body: { endpoint } })
  await subscription.unsubscribe()
}

async function findSubscription(): Promise<PushSubscription | null> {
  // Missing where pages are not served by https.
  const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker
  const registration = await workers?.getRegistration()
  return (await registration?.pushManager?.getSubscription()) ?? null
}

/** Throws ApiProblem where the browser's own push service cannot be had, as in private windows. */
async function subscribe(key: string): Promise<PushSubscription> {
  try {
    const registration = await navigator.serviceWorker.register(WORKER)
    await navigator.serviceWorker.ready
    return await subscribeAnew(registration, key)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    throw new ApiProblem({ type: 'about:blank', title: '', status: 0, code: 'unavailable' })
  }
}

/** One made with another key, as before the service was set up anew, would never be used. */
async function subscribeAnew({ pushManager }: ServiceWorkerRegistration, key: string) {
  const options = { userVisibleOnly: true, applicationServerKey: key }
  try {
    return await pushManager.subscribe(options)
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error
    await (await pushManager.getSubscription())?.unsubscribe()
    return await pushManager.subscribe(options)
  }
}

function isOwn({ actor }: Api): boolean {
  try {
    return localStorage.getItem(STORED_AS) === actor
  } catch {
    return false
  }
}

function remember(actor: string): void {
  try {
    localStorage.setItem(STORED_AS, actor)
  } catch {
    // Without storage the next page shows it as off.
  }
}
