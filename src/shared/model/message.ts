/** One form for the messages of every dialect. */

import type { JsonValue } from './json-value.ts'

/** Who speaks. Roles outside the four usual ones are kept as they were written. */
export type MessageRole = 'system' | 'user' | 'assistant' | 'tool' | (string & {})

/** One piece of a message. */
export type MessagePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string }
  | {
      readonly kind: 'tool_call'
      /** Pairs the call with its result; null where the dialect gave none. */
      readonly id: string | null
      readonly name: string | null
      /** Parsed where it was JSON, else the text. */
      readonly arguments: JsonValue
    }
  | {
      readonly kind: 'tool_result'
      readonly id: string | null
      readonly name: string | null
      readonly result: JsonValue
    }
  | {
      /** An image, audio or file part: named or drawn, never as base64 text. */
      readonly kind: 'media'
      readonly mediaType: string | null
      /** Bytes after decoding where they can be told; null when it is a link or unknown. */
      readonly byteLength: number | null
      /** Where the content lies when it is a link that may be shown; the content of a picture itself as a data URL of a raster type; else null. */
      readonly url: string | null
    }
  | { readonly kind: 'data'; readonly value: JsonValue }

/** One message of a conversation with a model. */
export interface Message {
  readonly role: MessageRole
  readonly name: string | null
  readonly parts: readonly MessagePart[]
  readonly finishReason: string | null
  /** Is it what the step was given, or what it produced? */
  readonly direction: 'input' | 'output'
  /** True when the text was cut by the exporter or platform and could not be read as the structure it should be. */
  readonly cut: boolean
}
