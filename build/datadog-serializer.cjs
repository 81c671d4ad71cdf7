'use strict'

// Stands in for models/ObjectSerializer.js of @datadog/datadog-api-client, which loads all of the package's models (20 MB of source, more than a second) to
// translate between camelCase and wire names. This app sends wire names and reads the raw answer, so values pass through unchanged.
exports.ObjectSerializer = {
  serialize: (data) => data,
  deserialize: (data) => data,
  normalizeMediaType: (mediaType) =>
    mediaType === undefined ? undefined : mediaType.split(';')[0].trim().toLowerCase(),
  getPreferredMediaType: () => 'application/json',
  stringify: (data) => JSON.stringify(data),
  parse(text) {
    try {
      return JSON.parse(text)
    } catch {
      return text
    }
  },
}
