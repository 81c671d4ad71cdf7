import { fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { SplitPane } from '../../src/renderer/src/ui/split-pane.tsx'

function draw(side: 'start' | 'end' = 'start') {
  return render(
    <SplitPane id="test" direction="row" side={side} initial={300} min={200} max={500} label="test pane">
      {[<p key="a">one</p>, <p key="b">two</p>]}
    </SplitPane>,
  )
}

const size = (): string | null => screen.getByRole('separator').getAttribute('aria-valuenow')

describe('a split pane', () => {
  it('is sized by arrow keys within its bounds', async () => {
    const user = userEvent.setup()
    draw()
    screen.getByRole('separator', { name: 'Resize test pane' }).focus()
    await user.keyboard('{ArrowRight}')
    expect(size()).toBe('316')
    await user.keyboard('{Home}{ArrowLeft}')
    expect(size()).toBe('200')
    await user.keyboard('{End}')
    expect(size()).toBe('500')
  })

  it('grows towards the pointer whichever pane has the size', () => {
    draw('end')
    const separator = screen.getByRole('separator')
    fireEvent.pointerDown(separator, { button: 0, clientX: 800, pointerId: 1 })
    fireEvent.pointerMove(separator, { clientX: 740, pointerId: 1 })
    fireEvent.pointerUp(separator, { clientX: 740, pointerId: 1 })
    expect(size()).toBe('360')
  })

  it('remembers its size, and goes back by a double click', async () => {
    const user = userEvent.setup()
    const first = draw()
    screen.getByRole('separator').focus()
    await user.keyboard('{ArrowRight}')
    first.unmount()
    draw()
    expect(size()).toBe('316')
    await user.dblClick(screen.getByRole('separator'))
    expect(size()).toBe('300')
  })

  it('keeps a pane, its focus and what was typed in it, while the other comes and goes and the direction changes', async () => {
    const user = userEvent.setup()
    const shape = (first: boolean, direction: 'row' | 'column', fixed = false) => (
      <SplitPane
        id={`keep-${direction}`}
        direction={direction}
        side="end"
        initial={300}
        min={200}
        max={500}
        fixed={fixed}
      >
        {[first ? <p key="a">one</p> : null, <input key="b" aria-label="kept" />]}
      </SplitPane>
    )
    const { rerender } = render(shape(true, 'row'))
    const field = screen.getByLabelText('kept')
    await user.type(field, 'still here')
    for (const next of [shape(false, 'row'), shape(true, 'column'), shape(true, 'row', true), shape(true, 'row')]) {
      rerender(next)
      expect(screen.getByLabelText('kept')).toBe(field)
      expect(document.activeElement).toBe(field)
    }
    expect(field).toHaveProperty('value', 'still here')
  })

  it('has no separator when one pane is alone, or when a pane is as large as its contents', () => {
    const { rerender } = render(
      <SplitPane id="alone" direction="row" side="start" initial={300} min={200} max={500}>
        {[null, <p key="b">two</p>]}
      </SplitPane>,
    )
    expect(screen.queryByRole('separator')).toBeNull()
    rerender(
      <SplitPane id="alone" direction="row" side="start" initial={300} min={200} max={500} fixed>
        {[<p key="a">one</p>, <p key="b">two</p>]}
      </SplitPane>,
    )
    expect(screen.queryByRole('separator')).toBeNull()
  })
})
