/** Messages with pictures: one within the message as base64, one as a link. */

import { agent, chat } from '../genai.ts'
import { Conversation, type Part } from '../messages.ts'
import { serve } from '../plumbing.ts'
import type { Scenario } from './scenario.ts'

/** A PNG of 24 by 24 pixels: a tent on a green hill. */
const photo =
  'iVBORw0KGgoAAAANSUhEUgAAABgAAAAYCAIAAABvFaqvAAAAVUlEQVR42mOYduIDVRDDqEGDzKAP0zQGk0FAUyBocBgEN4WgWXQx' +
  'CM0U/GbR3iCspuAxi8YG4TEFblbUtABkRLJBaPoRBsFZBE3BZQS6QRSiUYMIIwALImUBs3XsPAAAAABJRU5ErkJggg=='

const asked = 'The left pole broke on the second night, see the photo. The right one (link) is fine. Is this covered?'

export const picture: Scenario = {
  play(script) {
    serve(script, { service: 'warranty-desk', method: 'POST', route: '/v1/claims' }, (root) => {
      root.set({ 'enduser.id': script.userId, 'session.id': script.conversationId })
      agent(script, { name: 'warranty-agent', description: 'Judges photos of broken gear.' }, () => {
        const pictures: Part[] = [
          { type: 'blob', modality: 'image', mime_type: 'image/png', content: photo },
          {
            type: 'uri',
            modality: 'image',
            mime_type: 'image/jpeg',
            uri: `https://photos.northwind.example.com/claims/${script.userId}/right-pole.jpg`,
          },
        ]
        const talk = new Conversation('You judge warranty claims by photo. Say what you see first.').user(
          asked,
          ...pictures,
        )
        const answer =
          'I see an aluminium pole that is broken cleanly beside the ferrule, without a bend: that is a fault of the material, and it is covered. A new pole section is on its way; you do not need to send the old one back.'
        chat(script, talk, { text: answer, temperature: 0 })
        return answer
      })
    })
  },
}
