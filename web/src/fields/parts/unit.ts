import { useI18n } from 'vue-i18n'
import { useBlueprint } from '@/app/blueprint'

/** The unit written after a figure: %, or the organisation's currency in the reader's words. */
export function useUnit(): (unit: 'percent' | 'currency' | undefined) => string {
  const { t } = useI18n()
  const blueprint = useBlueprint()
  return (unit) => {
    if (unit === 'percent') return '%'
    if (unit !== 'currency') return ''
    const currency = blueprint.live?.document.settings?.currency ?? 'CNY'
    return currency === 'CNY' ? t('fields.yuan') : currency
  }
}
