/** Anything that JSON can say. Attribute values, raw documents and message payloads have this type. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }
