/**
 * What the program may ask of a platform: these calls and no other, however a platform's own API names them. Kept apart from the demo platforms' idea of what reads, so that neither can
 * hide a mistake of the other. A plain module, because child processes load it without a build.
 */
export const allowedCalls = {
  xray: [
    { operation: 'GetTraceSummaries', method: 'POST', path: /^\/TraceSummaries$/ },
    { operation: 'BatchGetTraces', method: 'POST', path: /^\/Traces$/ },
    { operation: 'GetTraceSegmentDestination', method: 'POST', path: /^\/GetTraceSegmentDestination$/ },
    { operation: 'GetIndexingRules', method: 'POST', path: /^\/GetIndexingRules$/ },
    { operation: 'StartTraceRetrieval', method: 'POST', path: /^\/StartTraceRetrieval$/ },
    { operation: 'ListRetrievedTraces', method: 'POST', path: /^\/ListRetrievedTraces$/ },
    // Ends a retrieval that this program has started; it changes no trace.
    { operation: 'CancelTraceRetrieval', method: 'POST', path: /^\/CancelTraceRetrieval$/ },
  ],
  cloudtrace: [
    { operation: 'ListTraces', method: 'GET', path: /^\/v1\/projects\/[^/]+\/traces$/ },
    { operation: 'GetTrace', method: 'GET', path: /^\/v1\/projects\/[^/]+\/traces\/[^/]+$/ },
  ],
  azuremonitor: [
    { operation: 'Query', method: 'POST', path: /^\/v1\/(?:workspaces\/[^/]+|subscriptions\/.+)\/query$/i },
  ],
  datadog: [
    { operation: 'ListSpans', method: 'POST', path: /^\/api\/v2\/spans\/events\/search$/ },
    { operation: 'GetTraceByID', method: 'GET', path: /^\/api\/v2\/trace\/[^/]+$/ },
    { operation: 'SearchLLMObsSpans', method: 'POST', path: /^\/api\/v2\/llm-obs\/v1\/spans\/events\/search$/ },
    { operation: 'Validate', method: 'GET', path: /^\/api\/v1\/validate$/ },
  ],
}

/** All that a plain-http address on loopback may be given to sign in with, by platform: the header and the placeholder in it. */
export const placeholders = {
  xray: [['authorization', /^AWS4-HMAC-SHA256 Credential=TRACECRAFTPLACEHOLDER\//]],
  cloudtrace: [['authorization', /^Bearer placeholder-for-a-loopback-endpoint$/]],
  azuremonitor: [['authorization', /^Bearer loopback$/]],
  datadog: [
    ['dd-api-key', /^0{32}$/],
    ['dd-application-key', /^0{40}$/],
  ],
}

/** Headers that carry credentials; one that is not in the table of placeholders must be absent. */
const credentialHeaders = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'dd-api-key',
  'dd-application-key',
  'x-amz-security-token',
  'x-goog-api-key',
  'x-goog-user-project',
]

/** What is wrong with a request that a demo platform received, in words; null when nothing is. No word of a credential itself. */
export function faultOf(request) {
  const { platform, method, path, query, headers, body } = request
  const call = allowedCalls[platform].find((one) => one.method === method && one.path.test(path))
  const what = `${method} ${path} at ${platform}`
  if (!call) return `${what} is not a call that the program may make`
  if (platform === 'azuremonitor' && /"query"\s*:\s*"(?:\s|\\[nrt])*\./.test(body))
    return `${what} holds a management command`
  // What came through a front that speaks TLS came over https, where real credentials belong.
  const isPlain = headers['x-forwarded-proto'] !== 'https'
  for (const name of isPlain ? credentialHeaders : []) {
    const value = headers[name]
    if (value === undefined) continue
    const known = placeholders[platform].find(([header]) => header === name)
    if (!known) return `${what} carries ${name}`
    if (!known[1].test(value)) return `${what} carries ${name} that is not the placeholder`
  }
  if (/[?&](?:access_token|api_key|application_key|key|X-Amz-Signature)=/i.test(query))
    return `${what} carries credentials in its address`
  return null
}
