import type { Refusal } from '../domain/refusal.ts'

/** Thrown by commands; the one wrapper of all update handlers turns it into an ApplicationFailure. */
export class Refused extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.code)
    this.refusal = refusal
  }
}
