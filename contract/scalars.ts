import Type from 'typebox'

export const Id = Type.String({ format: 'uuid' })
/** ms since the epoch */
export const Timestamp = Type.Integer({ minimum: 0 })
export const Person = Type.Object({ id: Type.String(), name: Type.String() })
export const Reason = Type.String({ maxLength: 2000 })
export const PersonName = Type.String({ minLength: 1, maxLength: 200 })
export const Email = Type.String({ format: 'email', maxLength: 320 })
export const LanguageTag = Type.Enum(['en', 'de'] as const)

/** Strict object: unknown fields are refused. */
export function strict<T extends Parameters<typeof Type.Object>[0]>(fields: T) {
  return Type.Object(fields, { additionalProperties: false })
}
export function nullable<T extends Parameters<typeof Type.Union>[0][number]>(schema: T) {
  return Type.Union([schema, Type.Null()])
}
