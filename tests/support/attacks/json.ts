/** JSON that changes the program that reads it, or is too much for it. */

import { attacks, payload } from './attack.ts'

export const jsonAttacks = attacks({
  'a prototype': '{"__proto__":{"owned":true,"toString":"x"},"constructor":{"prototype":{"owned":true}}}',
  'a prototype, deep within': '{"a":{"b":[{"__proto__":{"owned":true}}]},"prototype":{"owned":true}}',
  'a prototype as a message':
    '[{"role":"user","parts":[{"type":"text","content":"x","__proto__":{"owned":true}}],"__proto__":{"owned":true}}]',
  'keys of every object': '{"hasOwnProperty":1,"toString":2,"valueOf":3,"then":"function","toJSON":"x","length":-1}',
  'something that could be awaited': '{"then":{"then":{}},"role":"assistant","content":"x"}',
  'nesting of objects': '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000),
  'nesting of lists': '['.repeat(50_000) + ']'.repeat(50_000),
  'nesting that never ends': '[{"a":'.repeat(20_000),
  'numbers too large':
    '{"tokens":1e999,"id":18446744073709551616,"small":-0,"deep":1e-400,"long":' + '9'.repeat(5_000) + '}',
  'the same key twice': '{"role":"user","role":"system","content":"a","content":"b"}',
  'very many keys': `{${Array.from({ length: 5_000 }, (_, n) => `"key${n}":${n}`).join(',')}}`,
  'half a letter': '{"text":"\\ud800 \\udfff \\u0000"}',
  'texts of JSON within texts of JSON': Array.from({ length: 8 }).reduce(
    (inner: string) => JSON.stringify({ inner }),
    '"x"',
  ),
  'an element of React': `{"$$typeof":"Symbol(react.element)","type":"script","props":{"dangerouslySetInnerHTML":{"__html":"<img src=x onerror=${payload}>"}},"key":null,"ref":null}`,
  'line separators in JSON': '{"a":"\u2028\u2029"}',
  'a cookie for a parser': ')]}\',\n{"a":1}',
})
