import { describe, expect, it } from 'vitest'
import { readConfig } from '../../../src/main/config/read.ts'
import { parseSourceUrl } from '../../../src/shared/source.ts'

const site = (text: string, env: Record<string, string>) => {
  const { sources, problems } = readConfig(text, 'config.yaml', env, null)
  return problems.length > 0 ? problems[0]!.message : (sources[0] as { site?: string }).site
}

describe('the site of a Datadog source', () => {
  const silent = 'sources:\n  - name: a\n    type: datadog\n'

  it.each([
    ['what the source says, before all', `${silent}    datadog_site: us5\n`, { DD_SITE: 'datadoghq.eu' }, 'us5'],
    ['what DD_SITE says, as Datadog’s own tools write it', silent, { DD_SITE: 'datadoghq.eu' }, 'eu1'],
    ['what DD_SITE says, as a key', silent, { DD_SITE: 'AP1' }, 'ap1'],
    ['us1 where neither says one', silent, {}, 'us1'],
  ])('is %s', (_name, text, env, expected) => {
    expect(site(text, env)).toBe(expected)
  })

  it('is refused where DD_SITE is none', () => {
    expect(site(silent, { DD_SITE: 'datadog.example' })).toContain('"datadog.example" is not a Datadog site')
  })

  it('of a URL without one is what DD_SITE says', () => {
    expect(parseSourceUrl('datadog:///shop', 'datadoghq.eu')).toMatchObject({ site: 'eu1', service: 'shop' })
    expect(parseSourceUrl('datadog:///shop')).toMatchObject({ site: 'us1' })
    expect(parseSourceUrl('datadog://us3/shop', 'datadoghq.eu')).toMatchObject({ site: 'us3' })
  })
})
