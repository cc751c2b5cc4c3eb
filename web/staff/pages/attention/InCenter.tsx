import { useQuery } from '@tanstack/react-query'
import { attentionQuery } from '../../../api/queries.ts'
import { attention as t } from '../../../messages/en/attention.ts'
import { Notice } from '../../../ui/Notice.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'

/** On the page of a payment: that something about it needs somebody, and the way there. */
export function InCenter({ paymentId }: { paymentId: string }) {
  const { slug, me } = useOrganization()
  const maySee = me.permissions.includes('attention.read')
  const { data } = useQuery({ ...attentionQuery(slug, { paymentId }), enabled: maySee })
  if (!data || data.data.length === 0) return null
  return (
    <Notice
      tone="warn"
      title={data.data.map(({ kind }) => t.kinds[kind]).join(', ')}
      actions={
        <TextLink to={paths.attention(slug)} search={{ payment: paymentId }}>
          {t.toCenter}
        </TextLink>
      }
    >
      {t.inCenter}
    </Notice>
  )
}
