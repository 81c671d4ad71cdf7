/** What web content may do in this app: nothing that it does not need. */

import { app, session } from 'electron'
import { guardContents } from './contents-policy.ts'
import type { PageHome } from './page-origin.ts'
import { guardPageRequests, guardSession } from './session-policy.ts'

/** Sets the rules for every session and for all contents that are ever made. Runs once the app is ready, before the first window. */
export function lockDown(home: PageHome): void {
  guardSession(session.defaultSession, home)
  guardPageRequests(session.defaultSession, home)
  app.on('session-created', (created) => guardSession(created, home))
  app.on('web-contents-created', (_event, contents) => guardContents(contents, home))
  // No account of the user's is ever shown to a server that the page reached by mistake.
  app.on('select-client-certificate', (event, _contents, _url, _list, answer) => {
    event.preventDefault()
    answer()
  })
}
