// A port cannot cross contextBridge, so the page posts it to its own window and this script passes it on. Nothing else is exposed.
import { contextBridge, ipcRenderer } from 'electron'

contextBridge.exposeInMainWorld('desktop', true)

window.addEventListener('message', (event) => {
  if (event.source !== window || event.data !== 'tracecraft:connect' || event.ports.length !== 1) return
  ipcRenderer.postMessage('rpc:connect', null, [...event.ports])
})
