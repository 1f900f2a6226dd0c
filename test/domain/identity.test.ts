import t from 'tap'
import {
  employeeOfIdentity,
  roleOfClaim,
  type Identity,
  type KnownEmployees,
} from '../../domain/identity.ts'

const MAPPING = [
  { value: 'lotse-admins', role: 'administrator' },
  { value: 'lotse-leads', role: 'moderator' },
  { value: 'service', role: 'member' },
] as const

t.test('a claim gives the highest role it holds', (t) => {
  const cases: [claim: unknown, role: string | null][] = [
    ['service', 'member'],
    [['service', 'lotse-leads'], 'moderator'],
    [['lotse-admins', 'service', 'lotse-leads'], 'administrator'],
    [['canteen', 'service'], 'member'],
    ['administrator', null],
    ['Service', null],
    [[], null],
    [undefined, null],
    [{ service: true }, null],
    [[['lotse-admins']], null],
  ]
  for (const [claim, role] of cases) {
    t.equal(roleOfClaim(claim, MAPPING), role, JSON.stringify(claim) ?? 'no claim')
  }
  t.end()
})

const ANNA: Identity = {
  ...{ issuer: 'https://id.example', subject: 'a-1', role: 'member' },
  ...{ email: 'anna@presswerk.example', isEmailVerified: true },
}
const NOBODY: KnownEmployees = { linked: null, ofSameEmail: null }
const SAME_EMAIL: KnownEmployees = { linked: null, ofSameEmail: { id: 'anna', hasIdentity: false } }
const LINKED: KnownEmployees = { linked: { id: 'anna', isActive: true }, ofSameEmail: null }

t.test('whom an identity signs in as', (t) => {
  const unverified = { ...ANNA, isEmailVerified: false }
  const cases: [title: string, identity: Identity, known: KnownEmployees, found: unknown][] = [
    ['linked', ANNA, LINKED, { employeeId: 'anna', isNew: false }],
    ['linked, address unverified', unverified, LINKED, { employeeId: 'anna', isNew: false }],
    ['same address', ANNA, SAME_EMAIL, { employeeId: 'anna', isNew: true }],
    ['same address, unverified', unverified, SAME_EMAIL, { problem: 'email_unverified' }],
    ['no address', { ...ANNA, email: null }, SAME_EMAIL, { problem: 'email_unverified' }],
    ['no role', { ...ANNA, role: null }, LINKED, { problem: 'role_missing' }],
    ['nobody', ANNA, NOBODY, { problem: 'account_unknown' }],
    [
      'linked elsewhere',
      ANNA,
      { ...SAME_EMAIL, linked: 'foreign' },
      { problem: 'account_unknown' },
    ],
    [
      'has left',
      ANNA,
      { ...SAME_EMAIL, linked: { id: 'anna', isActive: false } },
      { problem: 'account_unknown' },
    ],
    [
      'another account has the address',
      ANNA,
      { linked: null, ofSameEmail: { id: 'anna', hasIdentity: true } },
      { problem: 'account_taken' },
    ],
  ]
  for (const [title, identity, known, found] of cases) {
    t.same(employeeOfIdentity(identity, known), found, title)
  }
  t.end()
})
