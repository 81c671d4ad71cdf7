/** Recognises what must never stand in a form or in the config file: keys, tokens and key files. Says what kind it is and never repeats it. */

interface Kind {
  readonly pattern: RegExp
  /** What it is, and where it belongs instead. */
  readonly said: string
}

const toAws = 'Put it into a profile of ~/.aws, and name the profile here.'
const toDatadog =
  'Put it into an environment variable, and name the variable here: DD_API_KEY, DD_APP_KEY, or one of your own.'
const toAzure = 'Put it into AZURE_CLIENT_SECRET where TraceCraft is started, or sign in with az login.'
const toGoogle =
  'Keep it in its file, and let GOOGLE_APPLICATION_CREDENTIALS name that file where TraceCraft is started.'

const kinds: readonly Kind[] = [
  {
    pattern: /"private_key(_id)?"\s*:|"type"\s*:\s*"(service_account|authorized_user|external_account)"/,
    said: `This is a key file of Google Cloud. ${toGoogle}`,
  },
  { pattern: /-----BEGIN [A-Z ]+-----/, said: `This is a private key or a certificate. ${toGoogle}` },
  { pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/, said: `This is an AWS access key. ${toAws}` },
  {
    pattern: /\bya29\.[\w-]{10,}|\b1\/\/0[\w-]{20,}|\bGOCSPX-[\w-]{10,}/,
    said: `This is a token of Google. ${toGoogle}`,
  },
  { pattern: /\bAIza[\w-]{35}\b/, said: `This is an API key of Google. ${toGoogle}` },
  {
    pattern: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}|^\s*(authorization:\s*)?bearer\s+\S{12,}/im,
    said: 'This is an access token. TraceCraft gets its own from your sign-in.',
  },
  {
    pattern: /\b(AccountKey|SharedAccessKey|SharedAccessSignature)=/i,
    said: 'This is a connection string with a key. A workspace is named by its id, a GUID.',
  },
  {
    pattern: /(^|[^\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/,
    said: `This is a client secret of Azure. ${toAzure}`,
  },
  { pattern: /\bddapp_[A-Za-z0-9]{20,}|\bddapi_[A-Za-z0-9]{20,}/, said: `This is a key of Datadog. ${toDatadog}` },
  {
    pattern: /^[a-z][a-z0-9+.-]*:\/\/[^/\s?#]*:[^/\s?#]*@/i,
    said: 'This address carries a user name and a password. Write it without them.',
  },
]

/** Told by their length and letters alone, so not looked for within an address or a path. */
const guessed: readonly Kind[] = [
  {
    pattern: /(^|[^0-9a-z])[0-9a-f]{40}(?![0-9a-z])/i,
    said: `This was taken for an application key of Datadog. ${toDatadog}`,
  },
  {
    pattern: /(^|[^0-9a-z-])[0-9a-f]{32}(?![0-9a-z-])/i,
    said: `This was taken for an API key of Datadog. ${toDatadog} A workspace id is written with its dashes.`,
  },
  {
    // As the generator of AWS makes them: 40 characters of all kinds.
    pattern:
      /(^|[^\w/+])(?=[A-Za-z0-9/+]*[a-z])(?=[A-Za-z0-9/+]*[A-Z])(?=[A-Za-z0-9/+]*\d)[A-Za-z0-9/+]{40}(?![\w/+=])/,
    said: `This was taken for a secret access key of AWS. ${toAws}`,
  },
  { pattern: /[A-Za-z0-9/+]{120,}={0,2}/, said: `This was taken for a session token. ${toAws}` },
]

/** What kind of secret a text looks like and where it belongs instead, in sentences; null when it holds nothing of the kind. */
export function secretKind(text: string): string | null {
  const isAddress = /^\s*([a-z][a-z0-9+.-]*:\/\/|\/)/i.test(text)
  const kind = [...kinds, ...(isAddress ? [] : guessed)].find(({ pattern }) => pattern.test(text))
  return kind?.said ?? null
}

/** The same for a field, out of which the text was taken. */
export function secretProblem(text: string): string | null {
  const kind = secretKind(text)
  return kind === null ? null : `${kind} It was not kept.`
}
