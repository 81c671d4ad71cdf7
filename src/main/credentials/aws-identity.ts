/** Who the credentials belong to: STS GetCallerIdentity, which every identity may call. */

import type { AwsKeys } from './aws.ts'

/** An AWS identity as STS names it. */
export interface AwsIdentity {
  readonly account: string | null
  readonly arn: string | null
}

/** Asks STS of the region. Rejects with what the SDK threw; the caller explains it. */
export async function awsIdentity(
  region: string,
  credentials: () => Promise<AwsKeys>,
  signal: AbortSignal,
): Promise<AwsIdentity> {
  const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts')
  const client = new STSClient({
    region,
    credentials,
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard',
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
  })
  try {
    const answer = await client.send(new GetCallerIdentityCommand({}), { abortSignal: signal })
    return { account: answer.Account ?? null, arn: answer.Arn ?? null }
  } finally {
    client.destroy()
  }
}
