/** Answers with everything that Markdown has: tables, code, lists, quotations, JSON. */

import { type Exchange, oneQuestion } from './one-question.ts'

const exchanges: readonly Exchange[] = [
  {
    system: 'You are a data analyst. Answer in Markdown with a table and the query you used.',
    asked: 'Which five products brought the most returns in February, and **why**? Please include the SQL.',
    answer: `## Returns in February

| # | Product | Sold | Returned | Rate | Main reason |
| ---: | :--- | ---: | ---: | ---: | :--- |
| 1 | Drizzle rain jacket | 1,204 | 181 | **15.0 %** | runs small |
| 2 | Ridge boots | 988 | 119 | 12.0 % | heel rubs |
| 3 | Owl -9 sleeping bag | 310 | 34 | 11.0 % | too heavy |
| 4 | HL-400 headlamp | 2,411 | 217 | 9.0 % | "blinks twice" |
| 5 | Fjell 3 tent | 402 | 24 | 6.0 % | zip |

> The headlamp is not broken: 9 in 10 of those returned were still *locked for transport*.

### What I would do

1. Put the eight-second rule **on the box** of the HL-400.
   - It costs 0.02 EUR a box.
   - It would save about 190 returns a month.
2. Add "order one size up" to the Drizzle jacket.
3. ~~Change the zip supplier~~ wait for the lab first.

\`\`\`sql
SELECT p.name,
       count(*)                                  AS sold,
       count(r.id)                               AS returned,
       round(100.0 * count(r.id) / count(*), 1)  AS rate,
       mode() WITHIN GROUP (ORDER BY r.reason)   AS reason
FROM   order_lines l
JOIN   products p USING (sku)
LEFT   JOIN returns r ON r.line_id = l.id
WHERE  l.ordered_at >= '2026-02-01' AND l.ordered_at < '2026-03-01'
GROUP  BY p.name
ORDER  BY returned DESC
LIMIT  5;
\`\`\`

- [x] checked against the finance report
- [ ] checked with the warehouse

See [the dashboard](https://bi.northwind.example/returns?month=2026-02) for the rest.`,
  },
  {
    system: 'You turn requests into JSON for the booking system. Answer with JSON alone.',
    asked:
      'Table for four next Friday at half past seven, one of us uses a wheelchair, one is allergic to nuts (really, not "a bit"). Name: O’Brien & Söhne.',
    answer: `{
  "name": "O’Brien & Söhne",
  "guests": 4,
  "starts_at": "2026-03-13T19:30:00+01:00",
  "needs": [
    { "kind": "wheelchair", "count": 1 },
    { "kind": "allergy", "substance": "nuts", "severity": "severe", "quote": "really, not \\"a bit\\"" }
  ],
  "confirmed": false,
  "confidence": 0.97
}`,
  },
  {
    system: 'You teach programming to beginners. Short code, one idea at a time.',
    asked:
      'In Python, why does my list grow every time I call the function?? ```def add(x, to=[]): to.append(x); return to```',
    answer: `Because \`[]\` is made **once**, when Python reads the \`def\` line, and then shared by all calls:

\`\`\`python
def add(x, to=[]):   # one list for ever
    to.append(x)
    return to

add(1)   # [1]
add(2)   # [1, 2]   <- the same list
\`\`\`

Make a new one inside:

\`\`\`python
def add(x, to=None):
    if to is None:
        to = []
    to.append(x)
    return to
\`\`\`

Rule of thumb: a default must be something that **cannot change** (\`None\`, a number, a text, a tuple).

<details><summary>Try it</summary>Print <code>add.__defaults__</code> after each call.</details>`,
  },
]

export const markdown = oneQuestion('analyst', 'Answers in Markdown.', exchanges)
