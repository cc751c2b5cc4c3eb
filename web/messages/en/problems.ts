export const problems = {
  noAnswerTitle: 'No answer',
  noAnswer: 'Onfile did not answer. Check the connection, then try again.',
  fallback: (status: number) =>
    `The server refused this with status ${status}. Nothing was changed.`,
  reference: (id: string) => `Reference ${id}`,
  listFailed: 'We could not load the list. Nothing was changed.',
  pageFailed: 'We could not load this page. Nothing was changed.',
  tryAgain: 'Try again',
  notFoundTitle: 'We could not find that page',
  notFoundText: 'The address may be mistyped, or what it showed was moved.',
  forbiddenTitle: 'Your role does not open this page',
  brokenTitle: 'This page stopped working',
  brokenText:
    'Nothing was charged by it. Load the page again; if it happens again, tell your administrator.',
  newVersion: 'Onfile was updated. Load the page again to use the new version.',
  reload: 'Load again',
  home: 'Go to clients',
}
