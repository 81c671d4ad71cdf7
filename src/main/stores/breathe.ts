/** The breather of src/main/breathe.ts, where the stores look for it. */
export { breather } from '../breathe.ts'
