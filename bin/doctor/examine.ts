export interface Part {
  readonly name: string
  /** Without it something is missing, but Lotse runs. */
  readonly isOptional?: boolean
  /** Resolves to what was found; throws an `Ailment`, or whatever went wrong. */
  look(): string | Promise<string>
  /** What to do when `look` throws something without a fix of its own. */
  readonly fix: string
}

export interface Finding {
  readonly name: string
  readonly state: 'good' | 'missing' | 'broken'
  readonly text: string
  readonly fix?: string
}

const PATIENCE_MS = 5_000

/** Looks at one part; one that hangs is broken after some seconds. */
export async function examine({ name, isOptional, look, fix }: Part): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer in ${PATIENCE_MS / 1_000} s`)),
      PATIENCE_MS,
    )
  })
  try {
    return { name, state: 'good', text: await Promise.race([look(), late]) }
  } catch (error) {
    const text = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return { name, state: isOptional ? 'missing' : 'broken', text, fix }
  } finally {
    clearTimeout(timer)
  }
}
