import { call } from '../../api/client.ts'
import { paths } from '../paths.ts'

/** Ends the session; loading the front page afresh forgets all that was read in it. */
export async function signOut(): Promise<void> {
  await call(null, '/api/auth/sign-out', { method: 'POST', body: {} })
  location.assign(paths.home())
}
