import type { Platform } from '../../shared/platform.ts'
import type { DemoAttribute } from './demo-trace.ts'

/** A model as a run asks for it and as the provider names it in the answer. */
export interface Model {
  readonly provider: string
  readonly request: string
  readonly response: string
  readonly address: string
}

/** What is typical for agents that run where a platform collects traces: their models, and the resource they report. */
export interface Flavour {
  readonly platform: Platform
  /** The model that thinks. */
  readonly large: Model
  /** The quick one for routing and summaries. */
  readonly small: Model
  readonly embedding: Model
  /** How this provider says that a turn ended with an answer, or with tool calls. */
  readonly finish: { readonly stop: string; readonly toolCall: string }
  /** The start of the ids that this provider gives its answers. */
  readonly responseIdPrefix: string
  /** What older dialects call the provider. */
  readonly names: {
    readonly traceloop: { readonly system: string; readonly span: string }
    readonly openinference: { readonly system: string; readonly provider: string }
    readonly vercel: string
  }
  readonly resource: Readonly<Record<string, DemoAttribute>>
}

function model(provider: string, address: string, request: string, response = request): Model {
  return { provider, address, request, response }
}

const bedrock = 'bedrock-runtime.us-east-1.amazonaws.com'
const vertex = 'us-central1-aiplatform.googleapis.com'
const azureOpenAi = 'contoso-ai.openai.azure.com'

/** The flavour of each platform. */
export const flavours: Readonly<Record<Platform, Flavour>> = {
  xray: {
    platform: 'xray',
    large: model('aws.bedrock', bedrock, 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'),
    small: model('aws.bedrock', bedrock, 'us.amazon.nova-lite-v1:0'),
    embedding: model('aws.bedrock', bedrock, 'amazon.titan-embed-text-v2:0'),
    finish: { stop: 'end_turn', toolCall: 'tool_use' },
    responseIdPrefix: 'msg_bdrk_',
    names: {
      traceloop: { system: 'AWS', span: 'bedrock.converse' },
      openinference: { system: 'anthropic', provider: 'aws' },
      vercel: 'amazon-bedrock',
    },
    resource: {
      'cloud.provider': 'aws',
      'cloud.platform': 'aws_bedrock_agentcore',
      'cloud.region': 'us-east-1',
      'cloud.account.id': '111122223333',
      'telemetry.sdk.language': 'python',
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.sdk.version': '1.38.0',
    },
  },
  cloudtrace: {
    platform: 'cloudtrace',
    large: model('gcp.vertex_ai', vertex, 'gemini-2.5-pro'),
    small: model('gcp.vertex_ai', vertex, 'gemini-2.5-flash'),
    embedding: model('gcp.vertex_ai', vertex, 'gemini-embedding-001'),
    finish: { stop: 'STOP', toolCall: 'STOP' },
    responseIdPrefix: '',
    names: {
      traceloop: { system: 'Google', span: 'vertexai.generate_content' },
      openinference: { system: 'vertexai', provider: 'google' },
      vercel: 'google.vertex.chat',
    },
    resource: {
      'cloud.provider': 'gcp',
      'cloud.platform': 'gcp_cloud_run',
      'cloud.region': 'us-central1',
      'cloud.account.id': 'demo-project',
      'telemetry.sdk.language': 'python',
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.sdk.version': '1.38.0',
    },
  },
  azuremonitor: {
    platform: 'azuremonitor',
    large: model('azure.ai.openai', azureOpenAi, 'gpt-5', 'gpt-5-2025-08-07'),
    small: model('azure.ai.openai', azureOpenAi, 'gpt-4.1-mini', 'gpt-4.1-mini-2025-04-14'),
    embedding: model('azure.ai.openai', azureOpenAi, 'text-embedding-3-large'),
    finish: { stop: 'stop', toolCall: 'tool_calls' },
    responseIdPrefix: 'chatcmpl-',
    names: {
      traceloop: { system: 'Azure', span: 'openai.chat' },
      openinference: { system: 'openai', provider: 'azure' },
      vercel: 'azure-openai.chat',
    },
    resource: {
      'cloud.provider': 'azure',
      'cloud.platform': 'azure_container_apps',
      'cloud.region': 'westeurope',
      'telemetry.sdk.language': 'dotnet',
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.sdk.version': '1.13.1',
    },
  },
  datadog: {
    platform: 'datadog',
    large: model('openai', 'api.openai.com', 'gpt-5', 'gpt-5-2025-08-07'),
    small: model('anthropic', 'api.anthropic.com', 'claude-haiku-4-5', 'claude-haiku-4-5-20251001'),
    embedding: model('openai', 'api.openai.com', 'text-embedding-3-small'),
    finish: { stop: 'stop', toolCall: 'tool_calls' },
    responseIdPrefix: 'chatcmpl-',
    names: {
      traceloop: { system: 'OpenAI', span: 'openai.chat' },
      openinference: { system: 'openai', provider: 'openai' },
      vercel: 'anthropic.messages',
    },
    resource: {
      'cloud.provider': 'aws',
      'cloud.platform': 'aws_eks',
      'cloud.region': 'eu-west-1',
      'k8s.cluster.name': 'agents-eu',
      'telemetry.sdk.language': 'nodejs',
      'telemetry.sdk.name': 'opentelemetry',
      'telemetry.sdk.version': '2.2.0',
    },
  },
}
