/** Where a text was found in a step. `name` also stands for the model and the service. */
export const searchPlaces = ['name', 'input', 'output', 'attribute', 'event', 'error'] as const
export type SearchPlace = (typeof searchPlaces)[number]
