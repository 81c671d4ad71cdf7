'use strict'

// Stands in for pako: the same two calls by Node's own zlib.
const { deflateSync, gzipSync } = require('node:zlib')
const pako = { gzip: (data) => gzipSync(data), deflate: (data) => deflateSync(data) }
module.exports = { ...pako, __esModule: true, default: pako }
