import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { paths } from '../../../contract/paths.ts'
import type { CodeUserSessionView } from '../../../contract/views.ts'
import { keepAwake } from '../../call/wake-lock.ts'
import { useCommand } from '../../foundation/command.ts'
import { Button } from '../../foundation/components/button.tsx'
import { CommandDialog } from '../../foundation/components/command-dialog.tsx'
import { Icon } from '../../foundation/components/icon.tsx'
import { formatTime } from '../../foundation/formatting.ts'
import { check, clock, eye, mail } from '../../foundation/icons.ts'
import { useCodeUser } from '../code-user.ts'
import { texts } from '../texts/texts.ts'
import { NewsHere } from './news-here.tsx'
import { SessionFrame } from './session-head.tsx'

type Props = { session: CodeUserSessionView }

/** Waiting: who knows of it, how the person hears of it, and a way back. */
export function RequestedPage({ session }: Props) {
  useEffect(keepAwake, [])
  return (
    <SessionFrame session={session} title={texts.value.hasArrived}>
      <Told session={session} />
      <NewsHere session={session} />
      <CancelRequest session={session} />
    </SessionFrame>
  )
}

function Told({ session }: Props) {
  const { told, email, createdAt, promisedMinutes } = session
  const by = promisedMinutes === null ? null : formatTime(createdAt + promisedMinutes * 60_000)
  const { toldNobody, told: toldText, toldDepartment, hasSeen, seenPromise } = texts.value
  const at = formatTime(told.at ?? createdAt)
  const seenAt = formatTime(told.seenAt ?? createdAt)
  return (
    <ul class="card told">
      <Line
        icon={check}
        isDone
        title={told.employees > 0 ? toldText(told.employees) : toldNobody}
        text={told.department ? toldDepartment(at, told.department) : at}
      />
      {told.seenBy && (
        <Line
          icon={eye}
          isDone
          title={hasSeen(told.seenBy)}
          text={by ? seenPromise(seenAt, by) : seenAt}
        />
      )}
      {!told.seenBy && by && (
        <Line icon={clock} title={texts.value.promise} text={texts.value.promiseBy(by)} />
      )}
      {email && <Line icon={mail} title={texts.value.weWrite} text={email} />}
    </ul>
  )
}

type LineProps = { icon: string; title: string; text: string; isDone?: boolean }

function Line({ icon, title, text, isDone }: LineProps) {
  return (
    <li class={isDone ? 'told-done' : ''}>
      <Icon shapes={icon} />
      <div>
        <strong>{title}</strong>
        <small>{text}</small>
      </div>
    </li>
  )
}

function CancelRequest({ session }: Props) {
  const { api, sessions } = useCodeUser()
  const isAsking = useSignal(false)
  const cancel = useCommand(async (key) => {
    const path = paths.cancellation(session.id)
    sessions.put(await api.post<CodeUserSessionView>(path, { key, body: {} }))
  })
  const close = () => (isAsking.value = false)
  return (
    <div class="center cancel-request">
      <Button variant="quiet" onPress={() => (isAsking.value = true)}>
        {texts.value.cancelRequest}
      </Button>
      {isAsking.value && (
        <CommandDialog
          title={texts.value.cancelTitle}
          onClose={close}
          command={cancel}
          keep={texts.value.keepRequest}
          action={{ label: texts.value.yesCancel, isDangerous: true, onPress: cancel.press }}
        >
          <p>{texts.value.cancelText}</p>
        </CommandDialog>
      )}
    </div>
  )
}
