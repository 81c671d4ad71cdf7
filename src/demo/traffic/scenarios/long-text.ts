/** A model that reads a whole transcript: an input of about forty thousand characters. */

import { agent, chat } from '../genai.ts'
import { Conversation } from '../messages.ts'
import { serve } from '../plumbing.ts'
import type { Random } from '../random.ts'
import type { Scenario } from './scenario.ts'

const speakers = ['Chair', 'Ms Adeyemi', 'Mr Lindqvist', 'Dr Costa', 'Cllr Brandt', 'A resident']

const remarks = [
  'I would like to come back to the bus lane on Harbour Street, because the figures in annex C and the figures on page 12 are not the same.',
  'We counted bicycles on three Tuesdays. On the second one it rained, and there were still more than in the whole of last March.',
  'With respect, the bakery has been there for ninety years. Its vans cannot turn in the new layout, and nobody has asked them.',
  'The fire service measured it again. They need three metres and fifty, and they get three metres and eighty.',
  'Can somebody tell me what happens to the chestnut? It is in every plan until the last one, and then it is gone.',
  'The money is from the state and must be spent by the end of next year. If we decide in June, we are late; if we decide in September, it is gone.',
  'My daughter walks to school there. I do not need a study to know that the crossing is in the wrong place.',
  'We can move the crossing by eleven metres. It costs two parking spaces, one of which belongs to this town hall.',
]

const answer =
  '### Minutes in brief\n\n**Decided:** the crossing on Harbour Street moves eleven metres to the east, at the cost of two parking spaces (one of them the town hall’s own).\n\n**Left open:** the bus lane. The figures in annex C and on page 12 differ; Mr Lindqvist will say by Friday which are right. The bakery’s vans have not been considered and must be.\n\n**To be asked:** what became of the chestnut.\n\n**Deadline:** the state’s money must be spent by the end of next year, so the council has to decide in June.'

/** So many characters of a meeting. */
function transcript(random: Random, characters: number): string {
  let out = 'TRANSCRIPT, PLANNING COMMITTEE, PUBLIC PART\n'
  for (let minute = 0; out.length < characters; minute++) {
    const clock = `${String(18 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
    out += `\n[${clock}] ${random.pick(speakers)}: ${random.pick(remarks)} ${random.pick(remarks)}\n`
  }
  return out
}

export const longText: Scenario = {
  play(script) {
    const asked = `Write the minutes in brief: decided, open, to be asked.\n\n${transcript(script.random, 38_000)}`
    serve(script, { service: 'minutes-writer', method: 'POST', route: '/minutes' }, () => {
      agent(script, { name: 'minutes-writer', description: 'Writes minutes of public meetings.' }, () => {
        const talk = new Conversation(
          'You write minutes. Who said it matters only where they promised something.',
        ).user(asked)
        chat(script, talk, {
          text: answer,
          reasoning: 'Four matters: crossing, bus lane, chestnut, deadline. Which were decided?',
        })
        return answer
      })
    })
  },
}
