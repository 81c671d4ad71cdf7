/** The native menu. What concerns the page is sent to it as a command, so that Cmd+R refreshes the data and does not reload the page. */

import { app, BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron'
import type { PageCommand } from '../../shared/shell.ts'
import { openOutside } from './links.ts'

/** Builds and sets the menu. `send` reaches the page of a window. */
export function setMenu(actions: {
  send: (window: BrowserWindow, command: PageCommand) => void
  newWindow: () => void
}): void {
  const mac = process.platform === 'darwin'
  const command = (label: string, accelerator: string, name: PageCommand): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: (_item, window) => {
      const target = window instanceof BrowserWindow ? window : BrowserWindow.getFocusedWindow()
      if (target) actions.send(target, name)
    },
  })
  const settings = command('Settings…', 'CmdOrCtrl+,', 'settings')
  const template: MenuItemConstructorOptions[] = [
    ...(mac
      ? [
          {
            label: app.name,
            submenu: [
              { role: 'about' },
              { type: 'separator' },
              settings,
              { type: 'separator' },
              { role: 'hide' },
              { role: 'hideOthers' },
              { role: 'unhide' },
              { type: 'separator' },
              { role: 'quit' },
            ],
          } satisfies MenuItemConstructorOptions,
        ]
      : []),
    {
      label: 'File',
      submenu: [
        command('Add Source…', 'CmdOrCtrl+N', 'add-source'),
        { label: 'New Window', accelerator: 'CmdOrCtrl+Shift+N', click: () => actions.newWindow() },
        { type: 'separator' },
        ...(mac ? [] : [settings, { type: 'separator' } as const]),
        mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        command('Refresh', 'CmdOrCtrl+R', 'refresh'),
        command('Find…', 'CmdOrCtrl+F', 'find'),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        { type: 'separator' },
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        command('Keyboard Shortcuts', 'CmdOrCtrl+/', 'shortcuts'),
        {
          label: 'OpenTelemetry GenAI Conventions',
          click: () => openOutside('https://opentelemetry.io/docs/specs/semconv/gen-ai/'),
        },
      ],
    },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
