import { useSignal } from '@preact/signals'
import { paths } from '../../../contract/paths.ts'
import { Button } from '../../foundation/components/button.tsx'
import { TextBox } from '../../foundation/components/field.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { showToast } from '../../foundation/components/toast.tsx'
import { useCommand } from '../../foundation/command.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import { useConsole } from '../console.ts'
import { texts } from './texts/texts.ts'

const SHORTEST = 10

/** Errors stand at their field once somebody has tried. */
export function ChangePasswordForm() {
  const { api } = useConsole()
  const current = useSignal('')
  const next = useSignal('')
  const wasTried = useSignal(false)
  const change = useCommand(async (key, body: { current: string; next: string }) => {
    await api.put(paths.password, { key, body })
    current.value = ''
    next.value = ''
    wasTried.value = false
    showToast(texts.value.passwordChanged)
  })
  const problem = change.problem.value
  const isWrong = problem?.errors?.some(({ pointer }) => pointer === '/current')
  const isMissing = wasTried.value && !current.value
  const isShort = wasTried.value && next.value.length < SHORTEST
  const submit = (event: Event) => {
    event.preventDefault()
    wasTried.value = true
    if (!current.value || next.value.length < SHORTEST) return
    void change.press({ current: current.value, next: next.value })
  }
  const { fieldRequired, fieldTooShort } = common.value
  return (
    <section class="card">
      <h2>{texts.value.changePassword}</h2>
      <form class="settings-form" noValidate onSubmit={submit}>
        <TextBox
          label={texts.value.currentPassword}
          type="password"
          value={current.value}
          onInput={(value) => (current.value = value)}
          error={errorOf([isMissing, fieldRequired], [isWrong, texts.value.currentPasswordWrong])}
          autocomplete="current-password"
        />
        <TextBox
          label={texts.value.newPassword}
          type="password"
          value={next.value}
          onInput={(value) => (next.value = value)}
          hint={texts.value.passwordHint}
          error={errorOf([isShort, fieldTooShort(String(SHORTEST))])}
          autocomplete="new-password"
        />
        {problem && !isWrong && <Refusal problem={problem} />}
        <Button type="submit" isBusy={change.isBusy.value}>
          {texts.value.changePassword}
        </Button>
      </form>
    </section>
  )
}

function errorOf(...cases: [boolean | undefined, string][]): string | undefined {
  return cases.find(([isSo]) => isSo)?.[1]
}
