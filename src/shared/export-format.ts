/** Forms in which a run or a step leaves the app. */
export const exportFormats = ['json', 'otlp', 'markdown'] as const
export type ExportFormat = (typeof exportFormats)[number]
