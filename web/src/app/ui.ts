/** What lies open above the page: search, the lead form. Any page may open them. */
import { reactive } from 'vue'

export const ui = reactive({ search: false, intake: false })
