import t from 'tap'
import { paths } from '../../contract/paths.ts'
import { codeUserView, SESSION_ID } from './canned-code-user.ts'
import { history, LINE_STOP, rulesOf, sessionView, WARRANTY } from './canned-session.ts'
import { openConsole, type Answers, type Asked } from './console-stage.ts'

const NOW = Date.now()

t.test('visibility, labels and rating on the pages', { timeout: 240_000 }, async (t) => {
  const open = await openConsole(t)

  await t.test('R23, R24: an employee sorts a session in', async (t) => {
    let session = sessionView(NOW, { labels: [LINE_STOP] })
    const onSession: Answers = ({ method, path, body }) => {
      if (path === paths.history(session.id)) return { body: history(NOW) }
      if (method === 'GET') return path === paths.session(1042) ? { body: session } : undefined
      const next = changeOf({ path, body })
      session = { ...session, ...next, rev: session.rev + 1 }
      return { body: session }
    }
    const { page, asked } = await open('/sessions/1042', onSession)
    await page.getByRole('button', { name: 'Change labels' }).click()
    const dialog = page.getByRole('dialog', { name: 'Labels of session #1042' })
    t.ok(await dialog.getByRole('checkbox', { name: 'Line stop' }).isChecked())
    await dialog.getByRole('checkbox', { name: 'Warranty (public)' }).check()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('Warranty (public)').waitFor()
    t.same(bodiesOf(asked, paths.sessionLabels('s-1042')), [
      { labelIds: [LINE_STOP.id, WARRANTY.id] },
    ])
    await page.getByRole('combobox', { name: 'Visible to' }).selectOption('Employees only')
    await page.getByRole('combobox', { name: 'Visible to' }).waitFor()
    t.same(bodiesOf(asked, paths.visibility('s-1042')), [{ visibility: 'internal' }])
  })

  await t.test('R24: the list is narrowed by a label', async (t) => {
    const { page, asked } = await open('/sessions', () => undefined)
    await page.getByRole('combobox', { name: 'Label' }).selectOption('Warranty')
    await page.waitForURL(/label=l-warranty/)
    await page.getByText('Nothing matches').first().waitFor()
    t.ok(asked.some(({ path }) => path.includes('label=l-warranty')))
  })

  await t.test('R24: a label has its colour, and the name of the language', async (t) => {
    const session = codeUserView(NOW, { status: 'done', labels: [WARRANTY] })
    const onSession: Answers = ({ path }) =>
      path === paths.session(SESSION_ID) ? { body: session } : undefined
    for (const [language, name] of [
      ['en', 'Warranty'],
      ['de', 'Garantie'],
    ] as const) {
      const { page } = await open(`/v/${SESSION_ID}`, onSession, { width: 390, language })
      const label = page.getByText(name, { exact: true })
      await label.waitFor()
      t.equal(await label.getAttribute('data-colour'), 'blue')
    }
  })

  await t.test('R25: the code user rates by one press and may correct it', async (t) => {
    let session = codeUserView(NOW, { status: 'done', labels: [WARRANTY] })
    const onSession: Answers = ({ method, path, body }) => {
      if (method !== 'PUT')
        return path === paths.session(SESSION_ID) ? { body: session } : undefined
      session = { ...session, ...changeOf({ path, body }), rev: session.rev + 1 }
      return { body: session }
    }
    const { page, asked } = await open(`/v/${SESSION_ID}`, onSession, { width: 390 })
    await page.getByText('Warranty', { exact: true }).waitFor()
    const group = page.getByRole('group', { name: 'Rating' })
    for (const stars of ['2', '5']) {
      await group.getByRole('radio', { name: stars, exact: true }).check()
      await page.getByText('Thank you.').waitFor()
    }
    t.same(bodiesOf(asked, paths.rating(SESSION_ID)), [{ stars: 2 }, { stars: 5 }])
    await page.reload()
    t.ok(await group.getByRole('radio', { name: '5', exact: true }).isChecked(), 'after a reload')
  })

  await t.test('nobody is asked where the module has ratings switched off', async (t) => {
    const rules = rulesOf('done', null, { ratingAllowed: false })
    const session = codeUserView(NOW, { status: 'done', rules })
    const onSession: Answers = ({ path }) =>
      path === paths.session(SESSION_ID) ? { body: session } : undefined
    const { page } = await open(`/v/${SESSION_ID}`, onSession, { width: 390 })
    await page.getByRole('link', { name: 'Request another video session' }).waitFor()
    t.equal(await page.getByRole('group', { name: 'Rating' }).count(), 0)
  })
})

function bodiesOf(asked: readonly Asked[], path: string): unknown[] {
  return asked.filter((each) => each.method === 'PUT' && each.path === path).map(({ body }) => body)
}

/** What the workflow would make of such a command. */
function changeOf({ path, body }: Pick<Asked, 'path' | 'body'>) {
  const fields = Object(body)
  if (path.endsWith('/labels')) return { labels: [LINE_STOP, WARRANTY] }
  if (path.endsWith('/visibility')) return { visibility: fields.visibility }
  return { rating: { stars: fields.stars, at: NOW } }
}
