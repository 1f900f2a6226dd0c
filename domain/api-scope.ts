/**
 * What an API key may do. `sessions`: create, read, link tickets; `sessions:read`: read only;
 * `drafts`: prepare requests behind action buttons; `devices:read`: list devices and their codes.
 */
export const API_SCOPES = ['sessions', 'sessions:read', 'drafts', 'devices:read'] as const
export type ApiScope = (typeof API_SCOPES)[number]

/** Whether a key with these scopes may do what `wanted` stands for. */
export function hasScope(scopes: readonly string[], wanted: ApiScope): boolean {
  return scopes.includes(wanted) || (wanted === 'sessions:read' && scopes.includes('sessions'))
}
