import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { onCsrfStale, onSessionLost } from '@/client/http'
import { useBlueprint } from './blueprint'
import { useSession } from './session'

declare module 'vue-router' {
  interface RouteMeta { open?: boolean }
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/login', name: 'login', component: () => import('@/people/LoginPage.vue'), meta: { open: true } },
    { path: '/setup', name: 'setup', component: () => import('@/people/SetupPage.vue'), meta: { open: true } },
    {
      path: '/',
      component: () => import('./Shell.vue'),
      children: [
        { path: '', redirect: '/board' },
        { path: 'board/:pipeline?', name: 'board', component: () => import('@/boards/BoardPage.vue') },
        { path: 'r/:id', name: 'record', component: () => import('@/records/RecordPage.vue') },
        { path: 'tasks', name: 'tasks', component: () => import('@/tasks/TasksPage.vue') },
        { path: 'insight/:tab(funnel)?', name: 'insight', component: () => import('@/insight/InsightPage.vue') },
        { path: 't/:table', name: 'list', component: () => import('@/lists/ListPage.vue') },
        { path: 'admin/:tab(people|regions|roles|journal)?', name: 'admin', component: () => import('@/people/AdminPage.vue') },
        { path: 'me', name: 'me', component: () => import('@/people/MyAccess.vue') },
        { path: 'imports', name: 'imports', component: () => import('@/imports/ImportsPage.vue') },
        { path: 'imports/:id', name: 'import', component: () => import('@/imports/ImportPage.vue') },
        { path: ':rest(.*)*', name: 'nothing', component: () => import('./NothingHere.vue') },
      ],
    },
  ],
})

/** Where a visitor may go: to /setup while there is nobody, to /login while he is nobody. */
router.beforeEach(async (to: RouteLocationNormalized) => {
  const session = useSession()
  try {
    if (!session.loaded) await session.load()
    if (session.user) await useBlueprint().load()
  } catch (error) {
    session.failure = error
    return false
  }
  if (session.setup_needed) return to.name === 'setup' ? true : { name: 'setup' }
  if (!session.user) {
    if (to.name === 'login') return true
    return { name: 'login', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  }
  return to.meta.open ? { path: '/' } : true
})

// A newer build has taken the place of the files this page knows.
window.addEventListener('vite:preloadError', () => location.reload())

onSessionLost(() => {
  const session = useSession()
  if (!session.user) return
  session.forget()
  useBlueprint().forget()
  void router.push({ name: 'login', query: { next: router.currentRoute.value.fullPath } })
})

onCsrfStale(async () => {
  const session = useSession()
  const before = session.user?.id
  await session.load()
  // Somebody else has logged in here: nothing of the first person's page may be sent as his.
  if (session.user?.id !== before) location.reload()
  return session.user?.id === before
})
