/** One run of 10,000 steps, or of as many as are asked for: a bulk classifier that asks a small model about every review of the shop. */

import { agent, chat, useTool } from '../genai.ts'
import { Conversation } from '../messages.ts'
import type { Script } from '../script.ts'
import type { Scenario } from './scenario.ts'

/** Steps of a huge run, its root included, unless another size is asked for. */
export const hugeSteps = 10_000

const reviews = [
  'Kept us dry for nine days in the Cairngorms. Worth every penny.',
  'Zip broke on the second night. Support was kind, but still.',
  'Lovely colour, runs a size small.',
  'パッキングが小さくて最高です。',
  'The stove whistles like my grandmother’s kettle. I love it.',
  'Returned it. Too heavy for me.',
]
const labels = ['praise', 'defect', 'sizing', 'praise', 'praise', 'return'] as const

export const huge: Scenario = {
  play(script) {
    script.within('review-classifier', () =>
      agent(
        script,
        {
          name: 'review-classifier',
          description: 'Sorts every review of the last quarter.',
          asked: 'Classify all reviews of the last quarter and store the labels.',
        },
        () => {
          const steps = sizeOf(script)
          let page = 0
          const next = () => script.drafts.length < steps - 1 && classifyPage(script, ++page)
          // Larger runs have more workers, not more time.
          const workers = Array.from({ length: 4 * Math.ceil(steps / hugeSteps) }, () => next)
          while (script.drafts.length < steps - 1) script.parallel(...workers)
          const summary = `Classified ${script.drafts.length.toLocaleString('en')} steps' worth of reviews on ${page} pages. Most are praise; 4 % mention a defect.`
          chat(script, new Conversation('Summarise the counts.').user('Summarise.'), {
            text: summary,
            model: script.flavour.small,
            takes: 600,
          })
          return summary
        },
      ),
    )
  },
}

function sizeOf(script: Script): number {
  return script.size ?? hugeSteps
}

/** A page is a nested agent with a hundred steps: fetch, then a model and a store for each review. */
function classifyPage(script: Script, page: number): void {
  const left = () => sizeOf(script) - 1 - script.drafts.length
  agent(
    script,
    { name: 'page-worker', description: 'One page of reviews.', attributes: { 'review.page': page } },
    () => {
      if (left() > 0) store(script, 'fetch_page', { page }, { reviews: 49 }, 40)
      for (let index = 0; index < 49 && left() > 0; index++) {
        const which = script.random.whole(0, reviews.length - 1)
        const talk = new Conversation('One word: praise, defect, sizing or return.').user(reviews[which]!)
        chat(script, talk, { text: labels[which]!, model: script.flavour.small, temperature: 0, takes: 90 })
        if (left() > 0)
          store(script, 'store_label', { review: page * 49 + index, label: labels[which] }, { ok: true }, 2)
      }
    },
  )
}

function store(script: Script, name: string, args: object, result: object, takes: number): void {
  useTool(script, null, { id: `call_${script.random.token(12)}`, name, arguments: args }, { result, takes })
}
