export const ROLES = ['member', 'moderator', 'administrator'] as const
export type Role = (typeof ROLES)[number]

/** How an employee is related to a session; `none` cannot even see it. */
export const RELATIONS = ['responsible', 'recipient', 'overseer', 'none'] as const
export type Relation = (typeof RELATIONS)[number]

export type EmployeeActor = { kind: 'employee'; id: string; role: Role; relation: Relation }
/** `id` is the participant's; a browser that only holds a device grant is no participant yet. */
export type CodeUserActor = { kind: 'code_user'; id: string; relation: 'participant' | 'device' }
export type ApiClientActor = { kind: 'api_client'; id: string }
export type SystemActor = { kind: 'system'; id: string }

/** Who issues a command. Role and relation are filled in by whoever loaded the session. */
export type Actor = EmployeeActor | CodeUserActor | ApiClientActor | SystemActor

/** Who did something, as kept in the history: no role, no relation. */
export type ActorRef = { kind: Actor['kind']; id: string }
