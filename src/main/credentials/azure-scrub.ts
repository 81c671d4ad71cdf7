/** Texts of Azure's SDKs and tools can quote what they could not read, tokens included. */

/** The text without anything that looks like a token or a secret, and without the given secrets. */
export function scrubAzureText(text: string, secrets: readonly (string | undefined)[] = []): string {
  let out = text
  for (const secret of secrets) if (secret !== undefined && secret.length >= 4) out = out.replaceAll(secret, '[hidden]')
  return out
    .replaceAll(/eyJ[\w-]{4,}(\.[\w-]*){0,2}/g, '[hidden]')
    .replaceAll(/\bBearer\s+[\w.~+/=-]{8,}/gi, 'Bearer [hidden]')
    .replaceAll(
      /("?(?:access_?token|refresh_?token|id_?token|client_?secret|client_?assertion|password)\\*"?\s*[:=]\s*\\*"?)[^"\\&,\s}]+/gi,
      '$1[hidden]',
    )
    .replaceAll(/\b0\.A[\w-]{40,}\b|\b[\w-]{200,}\b/g, '[hidden]')
}
