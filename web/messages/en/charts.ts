export const charts = {
  label: 'Collected and invoiced, month by month',
  month: (month: string, collected: string, invoiced: string) =>
    `${month}: ${collected} collected, ${invoiced} invoiced`,
  collected: 'Collected',
  invoiced: 'Invoiced',
}
