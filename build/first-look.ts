/** Gives the page a script that runs before its first frame: bundled by itself, plain (not a module, which would wait for the document), and named by its content. */

import { build, type Plugin } from 'vite'

/** `entry` is the script's source; `served` its address from the page during development. */
export function firstLook(entry: string, served: string): Plugin {
  let building = false
  return {
    name: 'first-look',
    configResolved({ command }) {
      building = command === 'build'
    },
    async buildStart() {
      if (building) this.emitFile({ type: 'asset', name: 'first-look.js', source: await bundled(entry) })
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle, server }) {
        const tag = (attrs: Record<string, string>) => [{ tag: 'script', attrs, injectTo: 'head-prepend' } as const]
        if (server) return tag({ type: 'module', src: served })
        const built = Object.values(bundle ?? {}).find(
          (file) => file.type === 'asset' && file.names.includes('first-look.js'),
        )
        if (!built) throw new Error('The first look was not built.')
        return tag({ src: `./${built.fileName}` })
      },
    },
  }
}

async function bundled(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      write: false,
      minify: true,
      target: 'es2022',
      lib: { entry, formats: ['iife'], name: 'firstLook', fileName: 'first-look' },
    },
  })
  const [output] = [built].flat()
  if (!output || !('output' in output)) throw new Error('The first look could not be built.')
  return output.output[0].code
}
