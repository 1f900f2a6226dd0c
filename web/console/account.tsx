import { useId } from 'preact/hooks'
import { Avatar } from '../foundation/components/badge.tsx'
import { Button, IconButton } from '../foundation/components/button.tsx'
import { useCommand } from '../foundation/command.ts'
import { signOut as signOutIcon } from '../foundation/icons.ts'
import { isNarrow } from '../foundation/is-narrow.ts'
import { useConsole } from './console.ts'
import { texts } from './texts/texts.ts'
import './account.css'

/** Who is signed in, and the way out. */
export function Account() {
  return isNarrow.value ? <NarrowAccount /> : <WideAccount />
}

function useSignOut() {
  const { signOut } = useConsole()
  return useCommand(() => signOut())
}

function WideAccount() {
  const { me } = useConsole()
  const signOut = useSignOut()
  return (
    <div class="account">
      <Avatar name={me.name} isMe />
      <span class="account-name">
        {me.name}
        <small>{texts.value.role[me.role]}</small>
      </span>
      <IconButton icon={signOutIcon} label={texts.value.signOut} onPress={signOut.press} />
    </div>
  )
}

/** On phones behind the own name. */
function NarrowAccount() {
  const { me } = useConsole()
  const signOut = useSignOut()
  const id = useId()
  return (
    <>
      <button type="button" class="rail-item account-button" popoverTarget={id}>
        <Avatar name={me.name} isMe />
        <span>{me.name.split(' ')[0]}</span>
      </button>
      <div class="account-panel" id={id} popover="auto">
        <p>
          <strong>{me.name}</strong>
          <small>{texts.value.role[me.role]}</small>
          <small>{me.email}</small>
        </p>
        <Button isWide icon={signOutIcon} isBusy={signOut.isBusy.value} onPress={signOut.press}>
          {texts.value.signOut}
        </Button>
      </div>
    </>
  )
}
