export interface Import {
  from: string
  /** Nothing of it is left when the program runs. */
  typeOnly: boolean
  /** `import()`: read when the program comes to it. */
  late: boolean
}

const STATIC = /^[ \t]*(?:import|export)\b([^'"`;()=]*?)\bfrom\s*['"]([^'"]+)['"]/gm
const BARE = /^[ \t]*import\s*['"]([^'"]+)['"]/gm
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]/g

/** What a module of ours imports; formatted as ours are, so patterns do for a parser. */
export function importsOf(text: string): Import[] {
  const code = withoutComments(text)
  return [
    ...[...code.matchAll(STATIC)].map(([, names = '', from = '']) => ({
      from,
      typeOnly: isTypeOnly(names),
      late: false,
    })),
    ...[...code.matchAll(BARE)].map(([, from = '']) => ({ from, typeOnly: false, late: false })),
    ...[...code.matchAll(DYNAMIC)].map(([, from = '']) => ({ from, typeOnly: false, late: true })),
  ]
}

function isTypeOnly(names: string): boolean {
  if (/^\s*type\b/.test(names)) return true
  const [, inBraces] = /^\s*\{([^}]*)\}\s*$/.exec(names) ?? []
  const parts = inBraces?.split(',').filter((part) => part.trim() !== '') ?? []
  return parts.length > 0 && parts.every((part) => /^\s*type\b/.test(part))
}

/** Comments go, strings stay: `//` inside of quotes is no comment. */
export function withoutComments(text: string): string {
  const token =
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g
  return text.replace(token, (found) => (/^\/[/*]/.test(found) ? '' : found))
}
