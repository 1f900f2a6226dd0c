import { paths } from '../../../contract/paths.ts'
import type { CodeUserSessionView } from '../../../contract/views.ts'
import { useCommand } from '../../foundation/command.ts'
import { RadioGroup } from '../../foundation/components/choice.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { useCodeUser } from '../code-user.ts'
import { texts } from '../texts/texts.ts'

const STARS = ['1', '2', '3', '4', '5']

/** One press rates; another one corrects it. */
export function Rating({ session }: { session: CodeUserSessionView }) {
  const { api, sessions } = useCodeUser()
  const rate = useCommand(async (key, stars: number) => {
    const path = paths.rating(session.id)
    sessions.put(await api.put<CodeUserSessionView>(path, { key, body: { stars } }))
  })
  const { rating, ratingQuestion, ratingScale, ratingThanks } = texts.value
  const isThanked = session.rating !== null && !rate.problem.value
  return (
    <section class="card session-rating">
      <h2>{ratingQuestion}</h2>
      <p>{ratingScale}</p>
      <RadioGroup
        label={rating}
        isLabelHidden
        layout="row"
        value={session.rating ? String(session.rating.stars) : ''}
        choices={STARS.map((value) => ({ value, label: value }))}
        onChange={(stars) => void rate.press(Number(stars))}
      />
      <output>{isThanked ? ratingThanks : null}</output>
      {rate.problem.value && <Refusal problem={rate.problem.value} />}
    </section>
  )
}
