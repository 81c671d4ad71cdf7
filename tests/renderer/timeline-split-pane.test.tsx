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
})
