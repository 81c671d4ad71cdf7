/** What the YAML parser found wrong, in plain words. */

import type { ErrorCode, YAMLError } from 'yaml'

const words: Partial<Record<ErrorCode, { message: string; fix: string }>> = {
  TAB_AS_INDENT: { message: 'a tab stands in the indentation', fix: 'Indent with spaces.' },
  DUPLICATE_KEY: { message: 'this key stands here twice; only the first is used', fix: 'Remove one of the two lines.' },
  MULTIPLE_DOCS: {
    message: 'a second document starts here, and only the first is read',
    fix: 'Remove the "---" line, or the part below it.',
  },
  TAG_RESOLVE_FAILED: { message: 'this tag ("!…") has no meaning here', fix: 'Remove the tag.' },
}

/** The mistake as a sentence, and what to do about it. */
export function yamlMistake(error: YAMLError): { message: string; fix: string } {
  const known = words[error.code]
  const message = known?.message ?? error.message.replace(/\.$/, '')
  return {
    message: `This is not valid YAML: ${message}.`,
    fix: known?.fix ?? 'Correct the line; the rest of the file was read as far as it goes.',
  }
}
