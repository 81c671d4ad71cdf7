/**
 * Keeps SDKs from writing to stderr by themselves. The AWS SDK warns about Node 20 at every start; which Node runs this app is decided by Electron's version and by
 * package.json, and is nothing its user can act on.
 */
export function quietSdks(env: NodeJS.ProcessEnv): void {
  env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'
}
