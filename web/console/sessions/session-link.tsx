import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { JoinLinkView } from '../../../contract/answers.ts'
import { pages, paths } from '../../../contract/paths.ts'
import type { EmployeeSessionView } from '../../../contract/views.ts'
import { StatusBadge } from '../../foundation/components/badge.tsx'
import { Button, LinkButton } from '../../foundation/components/button.tsx'
import { Dialog } from '../../foundation/components/dialog.tsx'
import { TextBox } from '../../foundation/components/field.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { QrCode } from '../../foundation/components/qr-code.tsx'
import { showToast } from '../../foundation/components/toast.tsx'
import { useCommand } from '../../foundation/command.ts'
import { arrowRight, copy, devices, mail, reload } from '../../foundation/icons.ts'
import { language } from '../../foundation/language.ts'
import { useConsole } from '../console.ts'
import { fieldError } from '../field-errors.ts'
import { texts } from '../texts/texts.ts'
import './session-link.css'

type Props = { session: EmployeeSessionView; onClose: () => void }

/** After creating: the session is there, and here is the link for the person at the machine. */
export function SessionReady({ session, onClose }: Props) {
  const { number, status, device, requesterName } = session
  const about = requesterName
    ? texts.value.deviceForRequester(device.label, requesterName)
    : device.label
  return (
    <Dialog
      title={texts.value.sessionIsReady(number)}
      onClose={onClose}
      width="wide"
      footer={
        <LinkButton href={pages.session(number)} icon={arrowRight}>
          {texts.value.openSession(number)}
        </LinkButton>
      }
    >
      <p class="session-link-about">
        <StatusBadge status={status} /> {about}
      </p>
      <SessionLink session={session} />
    </Dialog>
  )
}

/** The same link, from the session's page. */
export function SessionLinkDialog({ session, onClose }: Props) {
  return (
    <Dialog title={texts.value.linkForCodeUser} onClose={onClose} width="wide">
      <SessionLink session={session} />
    </Dialog>
  )
}

function SessionLink({ session }: { session: EmployeeSessionView }) {
  const { api } = useConsole()
  const link = useSignal(session.links.join)
  const isShown = useSignal(false)
  const isMailing = useSignal(false)
  const renew = useCommand(async (key) => {
    const { join } = await api.post<JoinLinkView>(paths.joinLinks(session.id), { key })
    link.value = join
  })
  if (!link.value) {
    return (
      <>
        <p>{texts.value.linkExpired}</p>
        {renew.problem.value && <Refusal problem={renew.problem.value} />}
        <Button variant="primary" icon={reload} isBusy={renew.isBusy.value} onPress={renew.press}>
          {texts.value.newLink}
        </Button>
      </>
    )
  }
  return (
    <div class={isShown.value ? 'session-link session-link-with-code' : 'session-link'}>
      {isShown.value && <QrCode text={link.value} />}
      <div class="session-link-actions">
        <LinkText link={link.value} />
        <Button
          variant="secondary"
          isWide
          icon={mail}
          onPress={() => (isMailing.value = !isMailing.value)}
        >
          {texts.value.sendLink}
        </Button>
        {isMailing.value && <MailLink session={session} onSent={() => (isMailing.value = false)} />}
        <Button
          variant="quiet"
          isWide
          icon={devices}
          onPress={() => (isShown.value = !isShown.value)}
        >
          {isShown.value ? texts.value.hideQrCode : texts.value.showQrCode}
        </Button>
      </div>
    </div>
  )
}

function LinkText({ link }: { link: string }) {
  const box = useRef<HTMLDivElement>(null)
  const copyLink = async () => {
    try {
      await navigator.clipboard.writeText(link)
      showToast(texts.value.linkCopied)
    } catch {
      // Without the right to the clipboard, or on plain http, there is still copying by hand.
      box.current?.querySelector('input')?.select()
      showToast(texts.value.copyByHand, { kind: 'failed' })
    }
  }
  return (
    <>
      <div class="session-link-text" ref={box}>
        <TextBox
          label={texts.value.linkForCodeUser}
          value={link}
          onInput={() => undefined}
          isReadOnly
          hint={texts.value.linkValidity}
        />
      </div>
      <Button variant="primary" isWide icon={copy} onPress={copyLink}>
        {texts.value.copyLink}
      </Button>
    </>
  )
}

function MailLink({ session, onSent }: { session: EmployeeSessionView; onSent: () => void }) {
  const { api } = useConsole()
  const email = useSignal(session.email ?? '')
  const send = useCommand(async (key, to: string) => {
    const body = { email: to, language: language.value }
    await api.post(paths.joinLinkMail(session.id), { body, key })
    showToast(texts.value.linkSent(to))
    onSent()
  })
  const problem = send.problem.value
  const error = fieldError(problem, '/email')
  return (
    <form
      class="session-link-mail"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send.press(email.value.trim())
      }}
    >
      <TextBox
        label={texts.value.codeUserEmail}
        type="email"
        value={email.value}
        onInput={(value) => (email.value = value)}
        error={error}
        autocomplete="off"
      />
      <Button type="submit" isBusy={send.isBusy.value}>
        {texts.value.send}
      </Button>
      {problem && !error && <Refusal problem={problem} />}
    </form>
  )
}
