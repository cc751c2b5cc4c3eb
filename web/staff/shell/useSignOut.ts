import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { call } from '../../api/client.ts'
import { paths } from '../paths.ts'

/** Ends the session and forgets what was read in it. */
export function useSignOut(): () => Promise<void> {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  return async () => {
    await call(null, '/api/auth/sign-out', { method: 'POST', body: {} })
    await navigate({ to: paths.home() as never })
    queryClient.clear()
  }
}
