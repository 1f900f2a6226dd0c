import type { ComponentChildren } from 'preact'
import { Button } from '../../foundation/components/button.tsx'
import { CommandDialog } from '../../foundation/components/command-dialog.tsx'
import { Menu, type MenuItem } from '../../foundation/components/menu.tsx'
import { EmptyState, Failed, Skeleton } from '../../foundation/components/states.tsx'
import { useCommand } from '../../foundation/command.ts'
import { plus } from '../../foundation/icons.ts'
import type { SetUpList } from './list.ts'
import { texts } from './texts/texts.ts'
import './set-up-page.css'

type PageProps<Row> = {
  title: string
  text: string
  icon: string
  list: SetUpList<Row>
  add?: { label: string; onPress: () => void }
  empty: { title: string; text: string }
  /** Above the rows, such as a choice of what they are of. */
  head?: ComponentChildren
  row: (row: Row) => ComponentChildren
}

/** One kind of thing that is set up: what it is for, its rows, and how to add one. */
export function SetUpPage<Row extends { id: string | number }>(props: PageProps<Row>) {
  const { title, text, icon, list, add, empty, head, row } = props
  const { value, problem } = list.loaded.value
  return (
    <section class="set-up" aria-label={title}>
      <header class="set-up-head">
        <div>
          <h2>{title}</h2>
          <p>{text}</p>
        </div>
        {add && (
          <Button variant="primary" icon={plus} onPress={add.onPress}>
            {add.label}
          </Button>
        )}
      </header>
      {head}
      <div class="set-up-box">
        {!value && !problem && <Skeleton rows={4} />}
        {!value && problem && <Failed problem={problem} onRetry={list.reload} />}
        {value?.length === 0 && <EmptyState icon={icon} title={empty.title} text={empty.text} />}
        {value && value.length > 0 && (
          <ul>
            {value.map((each) => (
              <li key={each.id}>{row(each)}</li>
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}

type RowProps = {
  name: string
  /** The second line. */
  more?: ComponentChildren
  children?: ComponentChildren
  isFaded?: boolean
  items?: readonly MenuItem[]
}

export function SetUpRow({ name, more, children, isFaded, items = [] }: RowProps) {
  return (
    <div class={isFaded ? 'set-up-row set-up-row-faded' : 'set-up-row'}>
      <div class="set-up-name">
        <h3>{name}</h3>
        {more && <small>{more}</small>}
      </div>
      {children && <div class="set-up-tags">{children}</div>}
      {items.length > 0 && <Menu label={texts.value.actionsFor(name)} items={items} />}
    </div>
  )
}

type QuestionProps = {
  title: string
  text: string
  action: string
  act: (key: string) => Promise<unknown>
  onClose: () => void
}

/** Asks before what cannot be taken back. */
export function Question({ title, text, action, act, onClose }: QuestionProps) {
  const command = useCommand(async (key) => {
    await act(key)
    onClose()
  })
  return (
    <CommandDialog
      title={title}
      onClose={onClose}
      command={command}
      action={{ label: action, isDangerous: true, onPress: command.press }}
    >
      <p>{text}</p>
    </CommandDialog>
  )
}
