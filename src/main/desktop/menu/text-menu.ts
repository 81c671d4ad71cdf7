/** The context menu of text: fields, selected words, links. Everything else that has one is the page's own, which keeps this one away. */

import { type BrowserWindow, clipboard, Menu } from 'electron'
import { openOutside } from '../policy/links.ts'
import { textMenu } from './text-menu-items.ts'

/** Opens it where the page did not take the event for a menu of its own. */
export function followTextMenu(window: BrowserWindow): void {
  const contents = window.webContents
  contents.on('context-menu', (_event, params) => {
    const items = textMenu(params, process.platform, {
      copy: (text) => void clipboard.writeText(text),
      openOutside,
      lookUp: () => contents.showDefinitionForSelection(),
    })
    if (items.length === 0) return
    Menu.buildFromTemplate(items).popup({
      window,
      ...(params.frame && { frame: params.frame }),
      x: params.x,
      y: params.y,
      sourceType: params.menuSourceType,
    })
  })
}
