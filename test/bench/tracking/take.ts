import { seeded } from '../../../web/tracking/seeded.ts'

/**
 * The same kind of clip, made differently. The first take is as it is written. The tracker is made with
 * an eye on it and on the training takes; two are held out, to see what its figures are worth.
 */
export type Take = {
  number: number
  /** Between minus and plus so much. */
  vary: (most: number) => number
  /** 1 or -1: to the other side. */
  side: () => number
  /** How fast it goes. */
  pace: () => number
}

export const HELD_OUT = [2, 3]
/** Those that are measured unless others are asked for. */
export const TAKES = [1, ...HELD_OUT]
export const TRAINING = [4, 5, 6, 7, 8, 9]

export function makeTake(number: number): Take {
  const random = seeded(7793 * number)
  // The first numbers of near seeds are much alike.
  for (let k = 0; k < 8; k++) random()
  const one = () => (number === 1 ? 0.5 : random())
  return {
    number,
    vary: (most) => most * (2 * one() - 1),
    side: () => (one() < 0.4 ? -1 : 1),
    pace: () => 0.85 + 0.3 * one(),
  }
}
