import { RateLimit, type Rate } from './rate-limit.ts'

export const RATES = {
  /** Every request, by address: a workshop behind one router is many people. */
  address: { burst: 1000, perMinute: 1200 },
  apiKey: { burst: 300, perMinute: 600 },
  /** Opening a code, by code. */
  code: { burst: 120, perMinute: 120 },
  /** Sending a request, by code: each one wakes people up. */
  request: { burst: 20, perMinute: 2 },
  /** Wrong passwords, by address and email. */
  login: { burst: 5, perMinute: 1 / 3 },
  /** Wrong passwords, by address alone. */
  loginAddress: { burst: 50, perMinute: 5 },
  /** Ways to the identity provider and back, by address. */
  identityProvider: { burst: 60, perMinute: 30 },
  /** Wrong PINs, by code and address. */
  pin: { burst: 5, perMinute: 1 / 3 },
  /** Unknown codes and join secrets, by address. */
  guess: { burst: 30, perMinute: 6 },
  /** Mails with a join link, by employee. */
  mail: { burst: 20, perMinute: 2 },
} satisfies Record<string, Rate>

export type RateName = keyof typeof RATES
export type RateLimits = Record<RateName, RateLimit>

/** `overrides` lets an operator, or a test, set other rates. */
export function makeRateLimits(overrides: Partial<Record<RateName, Rate>> = {}): RateLimits {
  const rates: Record<RateName, Rate> = { ...RATES, ...overrides }
  const entries = Object.entries(rates).map(([name, rate]) => [name, new RateLimit(rate)])
  // Same keys, each with a limit.
  return Object.fromEntries(entries) as RateLimits
}
