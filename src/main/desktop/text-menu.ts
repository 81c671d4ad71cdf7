/** The context menu of text: fields, selected words, links. Everything else that has one is the page's own, which keeps this one away. */

import {
  type BrowserWindow,
  clipboard,
  type ContextMenuParams,
  Menu,
  type MenuItemConstructorOptions as Item,
} from 'electron'
import { outsideLink } from '../../shared/outside-link.ts'
import { openOutside } from './links.ts'
import { menuLabel, plainLabel } from './menu-words.ts'

/** What the menu needs to know of where it was asked for. */
export type TextPlace = Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'linkURL' | 'editFlags'>

/** What the items do that are no roles. */
export interface TextMenuDoes {
  readonly copy: (text: string) => void
  readonly openOutside: (url: string) => void
  readonly lookUp: () => void
}

/** The items for a place, none where nothing can be done there. Pure. */
export function textMenu(place: TextPlace, platform: NodeJS.Platform, does: TextMenuDoes): Item[] {
  const label = (sentence: string) => menuLabel(sentence, platform)
  const selected = place.selectionText.trim()
  const link = outsideLink(place.linkURL)
  const { canUndo, canRedo, canCut, canCopy, canPaste, canDelete, canSelectAll } = place.editFlags
  const groups: Item[][] = [
    platform === 'darwin' && selected !== ''
      ? [
          {
            label: `Look Up “${plainLabel(selected.length > 24 ? `${selected.slice(0, 23)}…` : selected)}”`,
            click: () => does.lookUp(),
          },
        ]
      : [],
    link === null
      ? []
      : [
          { label: label('Open link in the browser'), click: () => does.openOutside(link) },
          { label: label('Copy link address'), click: () => does.copy(link) },
        ],
    place.isEditable
      ? [
          { role: 'undo', enabled: canUndo },
          { role: 'redo', enabled: canRedo },
        ]
      : [],
    place.isEditable
      ? [
          { role: 'cut', enabled: canCut },
          { role: 'copy', enabled: canCopy },
          { role: 'paste', enabled: canPaste },
          { role: 'delete', enabled: canDelete },
        ]
      : selected === ''
        ? []
        : [{ role: 'copy', enabled: canCopy }],
    place.isEditable || selected !== '' ? [{ role: 'selectAll', enabled: canSelectAll }] : [],
  ]
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, at) => (at > 0 ? [{ type: 'separator' } satisfies Item, ...group] : group))
}

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
