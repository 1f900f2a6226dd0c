import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { JoinAccessView } from '../../../contract/answers.ts'
import { pages, paths } from '../../../contract/paths.ts'
import type { Problem } from '../../../contract/problem.ts'
import { ApiProblem, makeKey, type Api } from '../../foundation/api-client.ts'
import { Button } from '../../foundation/components/button.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { Skeleton } from '../../foundation/components/states.tsx'
import { reload } from '../../foundation/icons.ts'
import { usePageTitle } from '../../foundation/page-title.ts'
import { navigate, place } from '../../foundation/router.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import { Frame, Heading } from '../frame.tsx'
import { texts } from '../texts/texts.ts'

type Props = { api: Api; onJoined: () => void }

/** `/j#<secret>`: makes this browser a participant, and goes to the session. */
export function JoinPage({ api, onJoined }: Props) {
  const problem = useSignal<Pick<Problem, 'code'> | null>(null)
  const key = useMemo(makeKey, [])
  usePageTitle(texts.value.joining)
  const secret = place.value.hash.slice(1)
  const join = async () => {
    problem.value = null
    try {
      const { id } = await api.post<JoinAccessView>(paths.joinAccess, { body: { secret }, key })
      onJoined()
      navigate(pages.codeUserSession(id), { replace: true })
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      // A secret that is cut off is refused for its length; to the person it is the same.
      const isWrong = error.problem.code === 'invalid'
      problem.value = isWrong ? { code: 'link_expired' } : error.problem
    }
  }
  useEffect(() => void join(), [secret])
  return (
    <Frame name="Lotse" isNameHeading={!problem.value}>
      {!problem.value && <Skeleton rows={3} />}
      {problem.value && (
        <>
          <Heading>{texts.value.linkTitle}</Heading>
          <Refusal problem={problem.value} />
          {problem.value.code !== 'link_expired' && (
            <Button variant="primary" size="large" icon={reload} onPress={join}>
              {common.value.tryAgain}
            </Button>
          )}
        </>
      )}
    </Frame>
  )
}
