/** A run that is too large for the platform, which keeps a part of it and says so. */

import { agent, chat, useTool } from '../genai.ts'
import { Conversation } from '../messages.ts'
import type { Scenario } from './scenario.ts'

const languages = ['Danish', 'Dutch', 'Finnish', 'French', 'Italian', 'Norwegian', 'Polish', 'Portuguese', 'Spanish']
const pages = ['shipping', 'returns', 'sizes', 'care', 'warranty', 'contact', 'careers']

export const cutShort: Scenario = {
  play(script) {
    script.cutShort()
    const asked = `Translate the help centre into ${languages.length} languages and check every page against the glossary.`
    script.within('localization', () =>
      agent(script, { name: 'localizer', description: 'Translates the help centre.', sums: true, asked }, () => {
        script.parallel(
          ...languages.map((language) => () => {
            const spec = { name: `translator-${language.toLowerCase()}`, description: `Translates into ${language}.` }
            agent(script, spec, () => {
              for (const page of pages) {
                const talk = new Conversation(`Translate into ${language}. Keep the Markdown.`).user(`# ${page}\n\n…`)
                const [check] = chat(script, talk, {
                  calls: [{ name: 'check_glossary', arguments: { language, page } }],
                  model: script.flavour.small,
                })
                useTool(script, talk, check!, { result: { unknown_terms: [] }, takes: 15 })
                chat(script, talk, { text: `Page “${page}” is ready in ${language}.` })
              }
            })
          }),
        )
        return `All ${pages.length} pages are ready in ${languages.length} languages.`
      }),
    )
  },
}
