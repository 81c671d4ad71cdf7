// The stand-in's session and protocol: they keep the rules that the app set, so that a test can ask what each would say.

import { EventEmitter } from 'node:events'
import { state, strict } from './strict.mjs'

class Session extends EventEmitter {
  rules = {}
  webRequest = { onBeforeRequest: (rule) => void (this.rules.request = rule) }
  setPermissionRequestHandler(rule) {
    this.rules.permissionRequest = rule
  }
  setPermissionCheckHandler(rule) {
    this.rules.permissionCheck = rule
  }
  setDevicePermissionHandler(rule) {
    this.rules.device = rule
  }
}

export const session = { defaultSession: new Session() }

export const protocol = {
  registerSchemesAsPrivileged(schemes) {
    strict(!state.ready, 'registerSchemesAsPrivileged after ready')
    strict(state.schemes.length === 0, 'registerSchemesAsPrivileged twice')
    state.schemes.push(...schemes)
  },
  handle(scheme, handler) {
    strict(state.ready, 'protocol.handle before ready')
    strict(
      state.schemes.some((one) => one.scheme === scheme && one.privileges.standard && one.privileges.secure),
      `${scheme} is not privileged`,
    )
    state.handlers.set(scheme, handler)
  },
}
