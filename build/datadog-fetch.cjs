'use strict'

// Stands in for cross-fetch inside @datadog/datadog-api-client: the runtime's own fetch, so that node-fetch and its deprecated dependencies stay out.
const fetch = (...args) => globalThis.fetch(...args)
module.exports = fetch
module.exports.fetch = fetch
