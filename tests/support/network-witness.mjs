// Started with `node --import` in a program and its threads: writes down everybody whom it asks for a connection or a name, one line each, into the file that NETWORK_WITNESS names.
import dgram from 'node:dgram'
import dns from 'node:dns'
import { appendFileSync } from 'node:fs'
import net from 'node:net'

const note = (what) => appendFileSync(process.env.NETWORK_WITNESS, `${what}\n`)

// oxlint-disable-next-line typescript/unbound-method -- called with its own this below
const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function (...given) {
  const [first] = Array.isArray(given[0]) ? given[0] : given
  const { host = 'localhost', path = null } = typeof first === 'object' ? first : { host: given[1] }
  note(path === null ? `connect ${host}` : `connect unix:${path}`)
  return connect.apply(this, given)
}
for (const owner of [dns, dns.promises])
  for (const name of Object.keys(owner).filter((one) => /^(?:lookup|resolve)/.test(one))) {
    const ask = owner[name]
    owner[name] = function (host, ...rest) {
      note(`name ${host}`)
      return ask.call(this, host, ...rest)
    }
  }
// oxlint-disable-next-line typescript/unbound-method -- called with its own this below
const send = dgram.Socket.prototype.send
dgram.Socket.prototype.send = function (...given) {
  note(`datagram ${given.find((one) => typeof one === 'string')}`)
  return send.apply(this, given)
}
note('watching')
