import { ROLES, type Role } from './actor.ts'

/** Why somebody who comes back from the identity provider is not let in. Closed: each has a text. */
export const SIGN_IN_PROBLEMS = [
  'sign_in_expired',
  'sign_in_failed',
  'role_missing',
  'email_unverified',
  'account_unknown',
  'account_taken',
  'provider_unavailable',
  'too_many',
] as const
export type SignInProblem = (typeof SIGN_IN_PROBLEMS)[number]

export function isSignInProblem(text: string | null): text is SignInProblem {
  return SIGN_IN_PROBLEMS.some((each) => each === text)
}

/** What the identity provider vouches for. `issuer` and `subject` together never change hands. */
export type Identity = {
  issuer: string
  subject: string
  email: string | null
  isEmailVerified: boolean
  role: Role | null
}

export type RoleMapping = readonly { value: string; role: Role }[]

/** The highest role that a claim gives, be it one word, several, or a list; null when it gives none. */
export function roleOfClaim(claim: unknown, mapping: RoleMapping): Role | null {
  const list: unknown[] = Array.isArray(claim) ? claim : [claim]
  const values = list.filter((each) => typeof each === 'string')
  const roles = mapping.filter(({ value }) => values.includes(value)).map(({ role }) => role)
  return ROLES.findLast((role) => roles.includes(role)) ?? null
}

/** Employees of the provider's organisation whom an identity could mean. */
export type KnownEmployees = {
  /** Whom it was linked to before; `foreign` when that was in another organisation. */
  linked: { id: string; isActive: boolean } | 'foreign' | null
  /** An active employee of the same address. */
  ofSameEmail: { id: string; hasIdentity: boolean } | null
}

/**
 * Whom an identity signs in as. An address links it once, and only while the provider has verified
 * it: addresses are handed on to other people, subjects are not.
 */
export function employeeOfIdentity(
  { role, email, isEmailVerified }: Identity,
  { linked, ofSameEmail }: KnownEmployees,
): { employeeId: string; isNew: boolean } | { problem: SignInProblem } {
  if (role === null) return { problem: 'role_missing' }
  if (linked === 'foreign') return { problem: 'account_unknown' }
  if (linked) {
    return linked.isActive
      ? { employeeId: linked.id, isNew: false }
      : { problem: 'account_unknown' }
  }
  if (email === null || !isEmailVerified) return { problem: 'email_unverified' }
  if (!ofSameEmail) return { problem: 'account_unknown' }
  if (ofSameEmail.hasIdentity) return { problem: 'account_taken' }
  return { employeeId: ofSameEmail.id, isNew: true }
}
