/** Who is here and what he may; one store, filled by GET /session. */
import { defineStore } from 'pinia'
import { api, setCsrf } from '@/client/http'
import type { Language, Session } from '@/client/types'
import { speak } from './i18n'

const NOBODY: Session = {
  user: null, viewing_by: null, abilities: [], company: '', revision: null, csrf: '', setup_needed: false,
  languages: ['zh-CN', 'en'],
}

export const useSession = defineStore('session', {
  state: () => ({ ...NOBODY, loaded: false, failure: null as unknown }),
  actions: {
    take(session: Session) {
      Object.assign(this, session, { loaded: true })
      setCsrf(session.csrf)
      if (session.user) speak(session.user.language)
    },
    async load() {
      this.take(await api.get<Session>('/session'))
    },
    async login(login: string, password: string, remember: boolean) {
      this.take(await api.post<Session>('/session', { login, password, remember }))
    },
    async setup(name: string, login: string, password: string) {
      this.take(await api.post<Session>('/setup', { name, login, password }))
    },
    async logout() {
      await api.delete('/session')
      await this.load()
    },
    async setLanguage(value: Language) {
      // The server must know first: what is read next comes in the user's language.
      if (this.user) this.take(await api.patch<Session>('/session', { language: value }))
      else speak(value)
    },
    /** The whole page begins anew: nothing of one person's may stay on another's screen. */
    async viewAs(user: string) {
      await api.post<Session>('/session/viewing', { user })
      location.assign('/')
    },
    async viewAsMyself() {
      await api.delete('/session/viewing')
      location.assign('/admin/people')
    },
    forget() {
      this.user = null
    },
  },
})
