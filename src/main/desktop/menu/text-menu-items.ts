/** What the context menu of text offers. Pure. */

import type { ContextMenuParams, MenuItemConstructorOptions as Item } from 'electron'
import { outsideLink } from '../../../shared/outside-link.ts'
import { menuLabel, plainLabel } from './menu-words.ts'

/** What the menu needs to know of where it was asked for. */
export type TextPlace = Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'linkURL' | 'editFlags'>

/** What the items do that are no roles. */
export interface TextMenuDoes {
  readonly copy: (text: string) => void
  readonly openOutside: (url: string) => void
  readonly lookUp: () => void
}

/** The items for a place, none where nothing can be done there. */
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
