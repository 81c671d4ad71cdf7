export interface Bug {
  readonly asked: string
  readonly repository: string
  readonly branch: string
  readonly pattern: string
  readonly files: readonly string[]
  readonly source: string
  readonly badPatch: string
  readonly firstPatch: string
  readonly rightPatch: string
  readonly command: string
  readonly failure: string
  readonly success: string
  readonly answer: string
}

export const bugs: readonly Bug[] = [
  {
    asked:
      'Invoices of 31 March show up in April for customers in Tokyo. Issue #4127. Please fix it and add nothing else to the PR.',
    repository: 'northwind/billing',
    branch: 'fix/4127-invoice-month',
    pattern: 'invoice_month',
    files: ['billing/periods.py', 'billing/report.py'],
    source:
      'def invoice_month(issued_at: datetime) -> str:\n    """The month an invoice belongs to, as YYYY-MM."""\n    return issued_at.strftime("%Y-%m")\n',
    badPatch:
      '--- a/billing/periods.py\n+++ b/billing/periods.py\n@@ -40,3 +40,3 @@\n-    return issued.strftime("%Y-%m")\n+    return issued.astimezone(UTC).strftime("%Y-%m")\n',
    firstPatch:
      '--- a/billing/periods.py\n+++ b/billing/periods.py\n@@ -12,3 +12,3 @@\n-    return issued_at.strftime("%Y-%m")\n+    return issued_at.astimezone(UTC).strftime("%Y-%m")\n',
    rightPatch:
      '--- a/billing/periods.py\n+++ b/billing/periods.py\n@@ -10,5 +10,5 @@\n-def invoice_month(issued_at: datetime) -> str:\n+def invoice_month(issued_at: datetime, zone: ZoneInfo) -> str:\n     """The month an invoice belongs to, as YYYY-MM."""\n-    return issued_at.astimezone(UTC).strftime("%Y-%m")\n+    return issued_at.astimezone(zone).strftime("%Y-%m")\n',
    command: 'pytest -q tests/test_periods.py',
    failure:
      "AssertionError: assert '2026-03' == '2026-04'\n  File \"tests/test_periods.py\", line 58, in test_auckland_customer\n    assert invoice_month(march_31_noon_utc) == '2026-04'\n1 failed, 41 passed in 3.12s",
    success: '42 passed in 3.08s',
    answer:
      'The month was taken in the **server’s** time zone. My first try used UTC, which mended Tokyo and broke Auckland, as the tests rightly said. Now it is the **customer’s** zone:\n\n```python\ndef invoice_month(issued_at: datetime, zone: ZoneInfo) -> str:\n    return issued_at.astimezone(zone).strftime("%Y-%m")\n```\n\n`report.py` already knows the zone and passes it on. 42 tests pass.',
  },
  {
    asked: 'The cart total is sometimes off by one cent. Customers notice. Find out why, then fix.',
    repository: 'northwind/shop',
    branch: 'fix/cart-cents',
    pattern: 'lineTotal',
    files: ['src/cart/total.ts', 'src/cart/discount.ts', 'src/cart/line.ts'],
    source:
      'export function total(lines: readonly Line[]): number {\n  return lines.reduce((sum, line) => sum + lineTotal(line), 0)\n}\n',
    badPatch: '--- a/src/cart/total.ts\n@@ -41,1 +41,1 @@\n-  return sum\n+  return Math.round(sum)\n',
    firstPatch:
      '--- a/src/cart/total.ts\n@@ -2,1 +2,1 @@\n-  return lines.reduce((sum, line) => sum + lineTotal(line), 0)\n+  return Math.round(lines.reduce((sum, line) => sum + lineTotal(line), 0) * 100) / 100\n',
    rightPatch:
      '--- a/src/cart/line.ts\n@@ -7,1 +7,1 @@\n-  return line.price * line.quantity * (1 - line.discount)\n+  return line.cents * line.quantity - Math.floor((line.cents * line.quantity * line.discountPercent) / 100)\n',
    command: 'npx vitest run src/cart',
    failure:
      'AssertionError: expected 17.99 to be 18\n    at tests/cart/total.test.ts:31:24\n    at runTest (node_modules/vitest/dist/chunks/run.js:145:11)\nTests  1 failed | 18 passed (19)',
    success: 'Tests  19 passed (19)',
    answer:
      'The total was summed in euros as floating point and rounded at the end, while the invoice rounds **each line**. Rounding the sum (my first try) only moved the fault.\n\nNow a line is counted in whole cents and its discount is rounded down per line, as the terms of sale say:\n\n| cart | before | now | invoice |\n| --- | ---: | ---: | ---: |\n| 3 × 19.99, 0 % | 59.97 | 59.97 | 59.97 |\n| 1 × 19.99, 10 % | 17.99 | **18.00** | 18.00 |\n| 2 lines of 19.99, 10 % | 35.98 | **36.00** | 36.00 |',
  },
  {
    asked: 'CI says "too many open files" every second night. Please look at the importer.',
    repository: 'northwind/importer',
    branch: 'fix/descriptor-leak',
    pattern: 'os.Open',
    files: ['internal/feed/read.go'],
    source:
      'func readAll(paths []string) ([]Feed, error) {\n\tfor _, path := range paths {\n\t\tfile, err := os.Open(path)\n\t\tif err != nil {\n\t\t\treturn nil, err\n\t\t}\n\t\tdefer file.Close()\n\t\t// …\n\t}\n}\n',
    badPatch: '--- a/internal/feed/read.go\n@@ -41,1 +41,1 @@\n-\tdefer f.Close()\n+\tf.Close()\n',
    firstPatch: '--- a/internal/feed/read.go\n@@ -7,1 +7,0 @@\n-\t\tdefer file.Close()\n',
    rightPatch:
      '--- a/internal/feed/read.go\n@@ -3,9 +3,4 @@\n \tfor _, path := range paths {\n-\t\tfile, err := os.Open(path)\n+\t\tfeed, err := readOne(path)\n',
    command: 'go test ./internal/feed/...',
    failure:
      '--- FAIL: TestReadAllClosesFiles (0.41s)\n    read_test.go:52: 1000 descriptors are still open\ngoroutine 34 [running]:\ntesting.tRunner.func1.2({0x5e1b20, 0xc00011c0a8})\n\t/usr/local/go/src/testing/testing.go:1632 +0x230',
    success: 'ok  \tnorthwind/importer/internal/feed\t0.388s',
    answer:
      '`defer` in a loop runs when the **function** returns, so a night with many feeds held all of them open. Each file is now read in its own function, `readOne`, which closes it at once. `TestReadAllClosesFiles` reads 1,000 feeds and finds none open.',
  },
]
