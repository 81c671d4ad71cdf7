// electron-builder's configuration: what the project decides (electron-builder.yml), and what whoever packages decides (the environment).

/**
 * Completes the configuration for this environment and system. `notes` say in words what the packages will be: signed or not, updated or not. Throws where the environment says half of something.
 *
 * - TRACECRAFT_UPDATE_FEED, TRACECRAFT_UPDATE_KEY: folder of the update feed, and the Ed25519 public key (base64 of its DER form) that the feed is signed with.
 * - TRACECRAFT_HOMEPAGE, TRACECRAFT_MAINTAINER ("Name <address>"): what deb and rpm packages must name. On GitHub they follow from the repository.
 * - CSC_LINK, CSC_KEY_PASSWORD, CSC_NAME, WIN_CSC_LINK, WIN_CSC_KEY_PASSWORD, APPLE_API_KEY …: electron-builder's own, for signing and notarizing.
 */
export function completeConfig(config, env, platform) {
  const notes = []
  const extraMetadata = { ...config.extraMetadata }
  const complete = { ...config, extraMetadata, mac: { ...config.mac }, linux: { ...config.linux } }

  const { TRACECRAFT_UPDATE_FEED: feed, TRACECRAFT_UPDATE_KEY: key } = env
  if (Boolean(feed) !== Boolean(key))
    throw new Error('An update feed needs both TRACECRAFT_UPDATE_FEED and TRACECRAFT_UPDATE_KEY.')
  if (feed) {
    complete.publish = { provider: 'generic', url: feed }
    extraMetadata.updates = { feed, key }
  }
  notes.push(feed ? `Looks for updates, when asked, at ${feed}` : 'Looks for no updates: no feed is set')

  const onGitHub =
    env.GITHUB_SERVER_URL && env.GITHUB_REPOSITORY ? `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}` : ''
  const homepage = env.TRACECRAFT_HOMEPAGE || onGitHub
  const maintainer =
    env.TRACECRAFT_MAINTAINER ||
    (onGitHub && `${env.GITHUB_REPOSITORY_OWNER} <${env.GITHUB_REPOSITORY_OWNER}@users.noreply.github.com>`)
  if (homepage) extraMetadata.homepage = homepage
  if (maintainer) complete.linux.maintainer = maintainer
  if (platform === 'linux' && !(homepage && maintainer))
    notes.push('deb and rpm need TRACECRAFT_HOMEPAGE and TRACECRAFT_MAINTAINER')

  if (platform === 'darwin') {
    const signed = Boolean(env.CSC_LINK || env.CSC_NAME)
    const notarized = Boolean(env.APPLE_API_KEY || env.APPLE_ID || env.APPLE_KEYCHAIN_PROFILE)
    // A certificate that does not fit must fail, and not leave the packages unsigned.
    complete.forceCodeSigning = signed
    // Signed for this machine alone. The hardened runtime would refuse to load frameworks that no team has signed.
    if (!signed) Object.assign(complete.mac, { identity: '-', hardenedRuntime: false, notarize: false })
    notes.push(
      signed
        ? `Signed, ${notarized ? 'and notarized' : 'not notarized: no APPLE_… keys are set'}`
        : 'Not signed: CSC_LINK is not set',
    )
  }
  if (platform === 'win32') {
    const signed = Boolean(env.WIN_CSC_LINK || env.CSC_LINK)
    complete.forceCodeSigning = signed
    notes.push(signed ? 'Signed' : 'Not signed: WIN_CSC_LINK is not set')
  }
  return { config: complete, notes }
}
