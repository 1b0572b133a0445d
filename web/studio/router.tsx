import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { readTab } from './content/tab';
import { readListState } from './lists/list-state';
import { NotFoundScreen, ScreenFailed } from './shell/failures';
import { Frame } from './shell/frame';

const root = createRootRoute({ component: Frame, notFoundComponent: NotFoundScreen, errorComponent: ScreenFailed });

/** The screens by their paths below /studio. Each is loaded when it is first shown. */
const screens = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    component: lazyRouteComponent(() => import('./home/home-screen'), 'HomeScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/activities',
    validateSearch: readListState,
    component: lazyRouteComponent(() => import('./content/activity-list'), 'ActivityListScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/news',
    validateSearch: readListState,
    component: lazyRouteComponent(() => import('./content/news-list'), 'NewsListScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/networks',
    validateSearch: readListState,
    component: lazyRouteComponent(() => import('./content/network-list'), 'NetworkListScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/programmes',
    validateSearch: readListState,
    component: lazyRouteComponent(() => import('./content/reference-lists'), 'ProgrammeListScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/organisations',
    validateSearch: readListState,
    component: lazyRouteComponent(() => import('./content/reference-lists'), 'OrganisationListScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/regions',
    validateSearch: readListState,
    component: lazyRouteComponent(() => import('./content/reference-lists'), 'RegionListScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/vocabularies',
    validateSearch: readListState,
    component: lazyRouteComponent(() => import('./vocabularies/vocabularies-screen'), 'VocabulariesScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/images',
    validateSearch: readListState,
    component: lazyRouteComponent(() => import('./media/image-list'), 'ImageListScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/files',
    validateSearch: readListState,
    component: lazyRouteComponent(() => import('./media/attachment-list'), 'AttachmentListScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/unpublished',
    validateSearch: readListState,
    component: lazyRouteComponent(() => import('./content/unpublished-list'), 'UnpublishedListScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/calendar',
    validateSearch: readListState,
    component: lazyRouteComponent(() => import('./calendar/calendar-screen'), 'CalendarScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/trash',
    validateSearch: readListState,
    component: lazyRouteComponent(() => import('./trash/trash-screen'), 'TrashScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/activities/$id',
    validateSearch: readTab,
    component: lazyRouteComponent(() => import('./content/item-screens'), 'ActivityScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/news/$id',
    validateSearch: readTab,
    component: lazyRouteComponent(() => import('./content/item-screens'), 'NewsItemScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/networks/$id',
    validateSearch: readTab,
    component: lazyRouteComponent(() => import('./content/item-screens'), 'NetworkScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/programmes/$id',
    validateSearch: readTab,
    component: lazyRouteComponent(() => import('./content/item-screens'), 'ProgrammeScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/organisations/$id',
    validateSearch: readTab,
    component: lazyRouteComponent(() => import('./content/item-screens'), 'OrganisationScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/regions/$id',
    validateSearch: readTab,
    component: lazyRouteComponent(() => import('./content/item-screens'), 'RegionScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/documents',
    validateSearch: readListState,
    component: lazyRouteComponent(() => import('./documents/document-list'), 'DocumentListScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/documents/$id',
    validateSearch: readTab,
    component: lazyRouteComponent(() => import('./content/item-screens'), 'DocumentScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/people',
    validateSearch: readListState,
    component: lazyRouteComponent(() => import('./people/people-screen'), 'PeopleScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/settings',
    component: lazyRouteComponent(() => import('./settings/settings-screen'), 'SettingsScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/account',
    component: lazyRouteComponent(() => import('./people/own-account-screen'), 'OwnAccountScreen'),
  }),
];

export const router = createRouter({ routeTree: root.addChildren(screens), basepath: '/studio' });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
