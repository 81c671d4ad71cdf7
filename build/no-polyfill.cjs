'use strict'

// Stands in for web-streams-polyfill where the runtime has streams of its own, as every Node that this app runs on has.
module.exports = {}
