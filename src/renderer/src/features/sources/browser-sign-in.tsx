import { useMutation } from '@tanstack/react-query'
import { LogIn } from 'lucide-react'
import { useRef } from 'react'
import type { ErrorInfo } from '../../../../shared/errors.ts'
import { useClient } from '../../app/client-context.tsx'
import { isAbort, toErrorInfo } from '../../app/to-error-info.ts'
import { Button } from '../../ui/button.tsx'
import { toast } from '../../ui/toaster.tsx'

/** Can this failure be mended by signing in in the browser? Only Azure has such a sign-in; the other platforms have a command, which the error names. */
function mendsBySignIn(info: ErrorInfo): boolean {
  return (
    info.platform === 'azuremonitor' && (info.code === 'CREDENTIALS_MISSING' || info.code === 'CREDENTIALS_EXPIRED')
  )
}

/**
 * Signs in in the system's browser and lets the platform's sources be asked anew. While the browser waits for the user, pressing again gives up. Nothing where `info` is another
 * failure. `onSignedIn` is for what is not a source yet, such as a connection test.
 */
export function BrowserSignIn({ info, onSignedIn }: { info: ErrorInfo; onSignedIn?: () => void }) {
  const client = useClient()
  const running = useRef<AbortController | null>(null)
  const signIn = useMutation({
    mutationFn: () => {
      running.current = new AbortController()
      return client.sources.signIn({ platform: 'azuremonitor' }, { signal: running.current.signal })
    },
    onSuccess: ({ who }) => {
      toast(who === null ? 'Signed in to Azure' : `Signed in to Azure as ${who}`)
      onSignedIn?.()
    },
    onError: (error) => {
      if (isAbort(error)) return
      const { message, fix } = toErrorInfo(error)
      toast(message, fix?.text, 'failed')
    },
  })
  if (!mendsBySignIn(info)) return null
  return (
    <Button small onClick={() => (signIn.isPending ? running.current?.abort() : signIn.mutate())}>
      <LogIn size={13} aria-hidden />
      {signIn.isPending ? 'Waiting for the browser… (cancel)' : 'Sign in in the browser'}
    </Button>
  )
}
