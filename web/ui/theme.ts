import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

/** The one accent. Shade 6 carries white text at 5.9:1, shade 7 reads on white, 3 on dark. */
const iris: MantineColorsTuple = [
  '#eef0fe',
  '#dde0fb',
  '#bcc3f6',
  '#9aa4f0',
  '#7b87ea',
  '#5f6be0',
  '#4a55d6',
  '#3c46b8',
  '#313995',
  '#272e75',
]

/** Cool neutrals; index 7 is a panel and 8 the page in the dark scheme. */
const dark: MantineColorsTuple = [
  '#e7eaf0',
  '#b9c0cc',
  '#98a1b0',
  '#6c7686',
  '#39414d',
  '#2a313b',
  '#20262e',
  '#181d24',
  '#11151a',
  '#0b0e12',
]

const gray: MantineColorsTuple = [
  '#f7f8fa',
  '#f1f3f6',
  '#e5e8ed',
  '#d9dde4',
  '#c4cad4',
  '#9aa3b1',
  '#6d7787',
  '#545e6d',
  '#353d49',
  '#1b2129',
]

export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: { light: 6, dark: 6 },
  colors: { iris, dark, gray },
  black: '#1b2129',
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.25' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  components: {
    Anchor: { defaultProps: { underline: 'always' } },
    Button: { defaultProps: { size: 'sm' } },
    Menu: { defaultProps: { shadow: 'md' } },
    // Their title bar is a <header>, which would be a second banner of the page.
    Modal: {
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.4 },
        attributes: { header: { role: 'presentation' } },
      },
    },
    Drawer: {
      defaultProps: {
        position: 'right',
        overlayProps: { backgroundOpacity: 0.35 },
        attributes: { header: { role: 'presentation' } },
      },
    },
  },
})

/** Mantine's own dimmed, error and placeholder shades are too pale for 4.5:1. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-placeholder': '#6b7585',
    '--mantine-color-error': '#b42318',
    '--mantine-color-anchor': 'var(--mantine-color-iris-7)',
  },
  dark: {
    '--mantine-color-body': 'var(--mantine-color-dark-7)',
    '--mantine-color-text': 'var(--mantine-color-dark-0)',
    '--mantine-color-dimmed': 'var(--mantine-color-dark-2)',
    '--mantine-color-placeholder': '#8b95a5',
    '--mantine-color-error': '#ff8b80',
    '--mantine-color-anchor': 'var(--mantine-color-iris-3)',
  },
})
