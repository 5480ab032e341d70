import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { i18n } from './app/i18n'
import { router } from './app/router'
import './app/theme/tokens.css'
import './app/theme/theme.css'
import './app/theme/components.css'
import { mountIcons } from './kit/icons'

mountIcons()
createApp(App).use(createPinia()).use(i18n).use(router).mount('#app')
