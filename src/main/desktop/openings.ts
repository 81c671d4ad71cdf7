/**
 * What the app is asked to open from outside: by a second start, by the system's handing over of a link, before or after the app is ready. A source URL counts only on a command line, which the user
 * wrote; from the system only links come, because any web page can make it hand one over.
 */

import { app } from 'electron'
import { appScheme, looksLikeAppLink } from '../../shared/app-link.ts'
import { openableArguments } from './arguments.ts'

/** Takes source URLs and links that are to be opened; empty when the app is only to come to the front. */
type Opener = (asked: readonly string[]) => void

export class Openings {
  #waiting: (readonly string[])[] = []
  #open: Opener | null = null

  /** Takes the single-instance lock and listens. False when another instance runs, which has then been handed this start's arguments. Runs before the app is ready. */
  claim(args: readonly string[]): boolean {
    if (!app.requestSingleInstanceLock({ open: openableArguments(args) })) return false
    // The arguments that Electron itself hands over come in another order, with some of Chromium's own among them.
    app.on('second-instance', (_event, _argv, _folder, sent) => this.#take(openableArguments(openOf(sent))))
    app.on('open-url', (event, url) => {
      event.preventDefault()
      if (looksLikeAppLink(url)) this.#take(openableArguments([url]))
    })
    // No kind of file belongs to the app; one that is dropped on its icon brings it to the front.
    app.on('open-file', (event) => {
      event.preventDefault()
      this.#take([])
    })
    return true
  }

  /** Hands over what has come and what comes. */
  follow(open: Opener): void {
    this.#open = open
    for (const asked of this.#waiting.splice(0)) open(asked)
  }

  #take(asked: readonly string[]): void {
    if (this.#open) this.#open(asked)
    else this.#waiting.push(asked)
  }
}

/** Makes the system hand links to this app. Not for an app under development, whose program is Electron itself. */
export function claimLinks(): void {
  if (app.isPackaged) app.setAsDefaultProtocolClient(appScheme)
}

function openOf(sent: unknown): unknown {
  return typeof sent === 'object' && sent !== null && 'open' in sent ? sent.open : []
}
