import type { CodeUserSessionView } from '../../../contract/views.ts'

/** Agreement given together with START or Accept: to the text that stands there. */
export function consentAt({ consentText }: Pick<CodeUserSessionView, 'consentText'>) {
  const { version: textVersion, language } = consentText
  return { decision: 'given', textVersion, language } as const
}

/** Recording is possible, and the person has said neither yes nor no for the coming call. */
export function isUndecided({ rules }: Pick<CodeUserSessionView, 'rules'>): boolean {
  return rules.recordingAllowed && rules.consent === 'undecided'
}

/** The newest call whose recording is kept with consent, for taking that back afterwards. */
export function recordedCall({
  artefacts,
  calls,
}: Pick<CodeUserSessionView, 'artefacts' | 'calls'>): number | undefined {
  const agreed = calls.filter(({ consent }) => consent === 'given').map(({ number }) => number)
  return agreed.findLast((call) =>
    artefacts.some((each) => {
      const isThere = each.state !== 'deleted' && each.state !== 'failed'
      return each.kind === 'recording' && each.call === call && isThere
    }),
  )
}
