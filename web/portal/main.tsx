import './portal.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { makeQueryClient } from '../api/query-client.ts'
import { cssVariables, theme } from '../ui/theme.ts'
import { askAhead } from './ask-ahead.ts'
import { Portal } from './Portal.tsx'

const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? ''
// The package behind Mantine's scroll lock (get-nonce) takes the nonce of its style from here.
Object.assign(globalThis, { __webpack_nonce__: nonce })

/** The type of the machine: a font of ours would be a third of what a phone has to fetch. */
const portalTheme = {
  ...theme,
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
}

const queryClient = makeQueryClient()
const root = document.getElementById('root')
if (root) {
  askAhead(queryClient, window.location.pathname)
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={portalTheme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        <QueryClientProvider client={queryClient}>
          <Portal />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
}
