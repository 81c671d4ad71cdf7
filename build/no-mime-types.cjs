'use strict'

// Stands in for mime-db: no extension has a known type, so a file would be sent as application/octet-stream.
module.exports = {}
