import { closeConnection, openConnection } from './connection.ts'
import type { FeedMessages } from './feed-messages.ts'

export type FeedOptions = {
  /** Straight to Postgres: a pooler between would swallow LISTEN. */
  url: string
  /** Called in the order Postgres committed; what it throws goes to `onError`. */
  onMessage: { [Channel in keyof FeedMessages]: (message: FeedMessages[Channel]) => void }
  /**
   * Listening (again): whatever happened before went unheard, so everything is to be read anew.
   * Called once per connection, also for the first.
   */
  onListening: () => void
  onError: (error: unknown) => void
}

export type Feed = { close: () => Promise<void> }

const CHANNELS = ['session', 'access', 'delivery'] as const
type Channel = (typeof CHANNELS)[number]

/** Listens until closed, on one connection of its own that comes back by itself. */
export async function openFeed(options: FeedOptions): Promise<Feed> {
  const connection = openConnection({
    url: options.url,
    applicationName: 'lotse feed',
    maxConnections: 1,
  })
  const heard = whenComplete(() => guarded(options, options.onListening))
  try {
    for (const channel of CHANNELS) {
      const listen = (text: string) => receive(options, channel, text)
      await connection.listen(channel, listen, () => heard(channel))
    }
  } catch (error) {
    await closeConnection(connection)
    throw error
  }
  return { close: () => closeConnection(connection) }
}

/** The driver listens to one channel after the other; a channel seen again is a new connection. */
function whenComplete(action: () => void): (channel: Channel) => void {
  const channels = new Set<Channel>()
  return (channel) => {
    if (channels.has(channel)) channels.clear()
    channels.add(channel)
    if (channels.size < CHANNELS.length) return
    channels.clear()
    action()
  }
}

function receive(options: FeedOptions, channel: Channel, text: string): void {
  guarded(options, () => {
    const handle: (message: never) => void = options.onMessage[channel]
    // Only this folder notifies these channels, with the types of feed-messages.ts.
    handle(JSON.parse(text) as never)
  })
}

function guarded(options: FeedOptions, action: () => void): void {
  try {
    action()
  } catch (error) {
    options.onError(error)
  }
}
