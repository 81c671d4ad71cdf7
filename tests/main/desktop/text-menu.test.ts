import { describe, expect, it } from 'vitest'
import { type TextPlace, textMenu } from '../../../src/main/desktop/menu/text-menu-items.ts'

const editFlags = {
  canUndo: true,
  canRedo: false,
  canCut: true,
  canCopy: true,
  canPaste: true,
  canDelete: true,
  canSelectAll: true,
  canEditRichly: false,
}
const place = (given: Partial<TextPlace>): TextPlace => ({
  isEditable: false,
  selectionText: '',
  linkURL: '',
  editFlags,
  ...given,
})

function shown(given: Partial<TextPlace>, platform: NodeJS.Platform = 'linux') {
  const done: unknown[] = []
  const items = textMenu(place(given), platform, {
    copy: (text) => void done.push(['copy', text]),
    openOutside: (url) => void done.push(['open', url]),
    lookUp: () => void done.push('look up'),
  })
  return { items, done, names: items.map((item) => item.type ?? item.role ?? item.label) }
}

describe('the context menu of text', () => {
  it('edits in a field, as far as each can be done', () => {
    const { names, items } = shown({ isEditable: true })
    expect(names).toEqual(['undo', 'redo', 'separator', 'cut', 'copy', 'paste', 'delete', 'separator', 'selectAll'])
    expect(items.find((item) => item.role === 'redo')?.enabled).toBe(false)
  })

  it('copies words that are selected', () => {
    expect(shown({ selectionText: 'words' }).names).toEqual(['copy', 'separator', 'selectAll'])
  })

  it('looks words up on macOS', () => {
    const { items, done } = shown({ selectionText: 'a rather long selection of words' }, 'darwin')
    expect(items[0]?.label).toBe('Look Up “a rather long selection…”')
    items[0]?.click?.(undefined as never, undefined, undefined as never)
    expect(done).toEqual(['look up'])
  })

  it('opens and copies an https link', () => {
    const { items, done } = shown({ linkURL: 'https://example.com/a' })
    for (const item of items) item.click?.(undefined as never, undefined, undefined as never)
    expect(done).toEqual([
      ['open', 'https://example.com/a'],
      ['copy', 'https://example.com/a'],
    ])
  })

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'http://example.com', 'app://tracecraft/index.html#a'])(
    'offers nothing for %s',
    (linkURL) => {
      expect(shown({ linkURL }).items).toEqual([])
    },
  )
})
