import type { BundledPackage } from './bundled-packages.ts'

/** What the SBOM says of the app itself. */
export interface OwnManifest {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly description: string
}

/**
 * A CycloneDX 1.5 bill of materials of what is in the bundles. It has no time and no serial number: the same sources give the same file, and the release's checksums and attestation say which build it is of.
 */
export function cycloneDx(own: OwnManifest, packages: readonly BundledPackage[]): string {
  const purl = (name: string, version: string) => `pkg:npm/${name.replace('@', '%40')}@${version}`
  const ownRef = purl(own.name, own.version)
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: {
        'bom-ref': ownRef,
        type: 'application',
        name: own.name,
        version: own.version,
        description: own.description,
        licenses: [{ license: { id: own.license } }],
        purl: ownRef,
      },
    },
    components: packages.map((one) => ({
      'bom-ref': purl(one.name, one.version),
      type: 'library',
      name: one.name,
      version: one.version,
      ...(one.licence === null ? {} : { licenses: [licenceOf(one.licence)] }),
      purl: purl(one.name, one.version),
      ...(one.homepage === null ? {} : { externalReferences: [{ type: 'website', url: one.homepage }] }),
    })),
    dependencies: [{ ref: ownRef, dependsOn: packages.map((one) => purl(one.name, one.version)) }],
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

const licenceOf = (text: string) =>
  /\s/.test(text) ? { expression: text.replace(/^\((.*)\)$/, '$1') } : { license: { id: text } }
