import { useSignal } from '@preact/signals'
import { paths } from '../../../contract/paths.ts'
import type { EmployeeSessionView } from '../../../contract/views.ts'
import { VISIBILITIES, type Visibility } from '../../../domain/session-state.ts'
import { useCommand } from '../../foundation/command.ts'
import { Tag } from '../../foundation/components/badge.tsx'
import { Button } from '../../foundation/components/button.tsx'
import { ComboBox } from '../../foundation/components/field.tsx'
import { Icon } from '../../foundation/components/icon.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { star, tag } from '../../foundation/icons.ts'
import { labelName } from '../../foundation/label-name.ts'
import { useConsole } from '../console.ts'
import { Fact } from './facts.tsx'
import { LabelsDialog } from './labels-dialog.tsx'
import { texts } from './texts/texts.ts'
import './classification-card.css'

type Props = { session: EmployeeSessionView }

/** Where the session is sorted in, for whom, and what the code user thought of it. */
export function ClassificationCard({ session }: Props) {
  const isChoosing = useSignal(false)
  const { labels, rating } = session
  return (
    <section class="card">
      <h2>{texts.value.sortedIn}</h2>
      <dl class="classification">
        <Fact label={texts.value.labels}>
          {labels.length === 0 && <span class="quiet">{texts.value.noLabels}</span>}
          {labels.map((label) => (
            <Tag key={label.id} colour={label.colour}>
              {label.isPublic ? texts.value.publicLabel(labelName(label)) : labelName(label)}
            </Tag>
          ))}
        </Fact>
        {rating && (
          <Fact label={texts.value.rating}>
            <span class="rating">
              <Icon shapes={star} size={16} />
              {texts.value.ratingOf(rating.stars)}
            </span>
          </Fact>
        )}
      </dl>
      <Button size="small" icon={tag} onPress={() => (isChoosing.value = true)}>
        {texts.value.changeLabels}
      </Button>
      <VisibleTo session={session} />
      {isChoosing.value && (
        <LabelsDialog session={session} onClose={() => (isChoosing.value = false)} />
      )}
    </section>
  )
}

function VisibleTo({ session }: Props) {
  const { api, sessions } = useConsole()
  const change = useCommand(async (key, visibility: Visibility) => {
    const path = paths.visibility(session.id)
    sessions.put(await api.put<EmployeeSessionView>(path, { key, body: { visibility } }))
  })
  const { visiblePublic, visibleInternal } = texts.value
  const choose = (value: string) => {
    const visibility = VISIBILITIES.find((each) => each === value)
    if (visibility) void change.press(visibility)
  }
  return (
    <>
      <ComboBox
        label={texts.value.visibility}
        hint={texts.value.visibilityHint}
        value={session.visibility}
        choices={[
          { value: 'public', label: visiblePublic },
          { value: 'internal', label: visibleInternal },
        ]}
        onChange={choose}
      />
      {change.problem.value && <Refusal problem={change.problem.value} />}
    </>
  )
}
