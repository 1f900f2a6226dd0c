import type { CodeUser, Employee } from './people.ts'
import type { Stage } from './stage.ts'

type Person = CodeUser | Employee
type Part = { x: number; y: number }

/** Somebody in front of an open screenshot. */
export class Draughtsman {
  readonly person: Person
  readonly #stage: Stage

  constructor(stage: Stage, person: Person) {
    this.#stage = stage
    this.person = person
  }

  get dialog() {
    const { page, names } = this.person
    return page.getByRole('dialog', { name: names.screenshotOne, exact: true })
  }

  button(name: string) {
    return this.dialog.getByRole('button', { name, exact: true })
  }

  shape(kind: string, by: string) {
    return this.dialog.getByRole('button', { name: `${kind}, by ${by}` })
  }

  /** With a tool from one place to another; parts of the picture's width and height. */
  async draw(tool: string, from: Part, to: Part): Promise<void> {
    await this.button(tool).click()
    const box = await this.dialog.locator('.shot-surface').boundingBox()
    if (!box) throw new Error('there is no picture')
    const { mouse } = this.person.page
    const at = ({ x, y }: Part) => [box.x + x * box.width, box.y + y * box.height] as const
    await mouse.move(...at(from))
    await mouse.down()
    await mouse.move(...at({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }))
    await mouse.move(...at(to))
    await mouse.up()
  }

  /** Everything on the picture, as it is drawn. */
  async seen(): Promise<string[]> {
    return this.dialog
      .locator('[data-kind]')
      .evaluateAll((shapes) =>
        shapes.map(
          (shape) => `${shape.getAttribute('data-shape')} ${shape.firstElementChild?.outerHTML}`,
        ),
      )
  }

  async untilSees(count: number): Promise<void> {
    await this.#stage.until(
      `${count} shapes`,
      async () => (await this.seen()).length === count,
      60_000,
    )
  }
}

export async function untilEqual(
  stage: Stage,
  one: Draughtsman,
  other: Draughtsman,
): Promise<void> {
  await stage.until(
    'both see the same',
    async () => JSON.stringify(await one.seen()) === JSON.stringify(await other.seen()),
    60_000,
  )
}
