import { useState } from 'react'

/** What is typed into a form, field by field, and whether it was saved since. */
export function useDraft<Draft extends object>(first: Draft) {
  const [draft, setDraft] = useState(first)
  const [isSaved, setSaved] = useState(false)
  return {
    draft,
    isSaved,
    setSaved,
    set<Field extends keyof Draft>(field: Field, value: Draft[Field]) {
      setSaved(false)
      setDraft((before) => ({ ...before, [field]: value }))
    },
    /** The properties of a text field. */
    text(field: keyof Draft & string) {
      return {
        name: field,
        value: String(draft[field] ?? ''),
        onChange: (event: { currentTarget: { value: string } }) => {
          const { value } = event.currentTarget
          setSaved(false)
          setDraft((before) => ({ ...before, [field]: value }))
        },
      }
    },
  }
}
