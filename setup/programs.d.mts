type Environment = Readonly<Record<string, string | undefined>>

export const TEMPORAL_VERSION: string
export function findOnPath(name: string, env?: Environment): string | undefined
export function cacheFolder(env?: Environment): string
export function cachedTemporalCli(env?: Environment): string
export function findTemporalCli(env?: Environment): string | undefined
export function findRequestTracker(): string | undefined
export function findChromium(env?: Environment): string | undefined
export function findFirefox(env?: Environment): string | undefined
export function findPostgresPackage(): string | undefined
export function isExecutable(file: string): boolean
