/** The answer of a route that serves a document. */
export function pdfAnswer(description: string) {
  return {
    200: {
      content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } as const } },
      description,
    },
  }
}

/** Headers of a document that a browser shows, and saves under this name (without its ending). */
export function pdfHeaders(name: string) {
  return {
    'content-type': 'application/pdf',
    'content-disposition': `inline; filename="${name}.pdf"`,
  }
}
