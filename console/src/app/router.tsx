import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import { queries } from "@/api/queries";
import { Loading } from "@/components/States";
import { SEARCH_FIELDS } from "@/pages/search/searchState";
import { SignedIn } from "./SignedIn";
import { parseSearch, pickText, stringifySearch } from "./searchParams";
import { NotFound, PageFailed } from "./Fallbacks";

interface Context {
  client: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/signin",
  validateSearch: (search: Record<string, unknown>) => pickText(search, ["next"]),
  component: lazyRouteComponent(() => import("@/pages/signin/SignInPage"), "SignInPage"),
});

const app = createRoute({ getParentRoute: () => root, id: "app", component: SignedIn });

const home = createRoute({
  getParentRoute: () => app,
  path: "/",
  component: lazyRouteComponent(() => import("@/pages/home/HomePage"), "HomePage"),
});
const live = createRoute({
  getParentRoute: () => app,
  path: "/live",
  validateSearch: (search: Record<string, unknown>) => pickText(search, ["window"]),
  component: lazyRouteComponent(() => import("@/pages/live/LivePage"), "LivePage"),
});
const search = createRoute({
  getParentRoute: () => app,
  path: "/search",
  validateSearch: (params: Record<string, unknown>) => pickText(params, SEARCH_FIELDS),
  component: lazyRouteComponent(() => import("@/pages/search/SearchPage"), "SearchPage"),
});
const event = createRoute({
  getParentRoute: () => app,
  path: "/events/$id",
  loader: ({ context, params }) => void context.client.prefetchQuery(queries.event(params.id)),
  component: lazyRouteComponent(() => import("@/pages/event/EventPage"), "EventPage"),
});
const decision = createRoute({
  getParentRoute: () => app,
  path: "/decisions/$id",
  component: lazyRouteComponent(() => import("@/pages/event/EventPage"), "DecisionPage"),
});
const action = createRoute({
  getParentRoute: () => app,
  path: "/actions/$id",
  component: lazyRouteComponent(() => import("@/pages/event/ActionPage"), "ActionPage"),
});
const subject = createRoute({
  getParentRoute: () => app,
  path: "/subjects/$type/$id",
  loader: ({ context, params }) => void context.client.prefetchQuery(queries.subject(params.type, params.id)),
  component: lazyRouteComponent(() => import("@/pages/subject/SubjectPage"), "SubjectPage"),
});
const rules = createRoute({
  getParentRoute: () => app,
  path: "/rules",
  validateSearch: (params: Record<string, unknown>) => pickText(params, ["find", "mode"]),
  component: lazyRouteComponent(() => import("@/pages/rules/RulesPage"), "RulesPage"),
});
const rule = createRoute({
  getParentRoute: () => app,
  path: "/rules/$name",
  loader: ({ context, params }) => void context.client.prefetchQuery(queries.rule(params.name)),
  component: lazyRouteComponent(() => import("@/pages/rules/RulePage"), "RulePage"),
});
const webhooks = createRoute({
  getParentRoute: () => app,
  path: "/webhooks",
  validateSearch: (params: Record<string, unknown>) => pickText(params, ["state"]),
  component: lazyRouteComponent(() => import("@/pages/webhooks/WebhooksPage"), "WebhooksPage"),
});
const quarantine = createRoute({
  getParentRoute: () => app,
  path: "/quarantine",
  validateSearch: (params: Record<string, unknown>) => pickText(params, ["item"]),
  component: lazyRouteComponent(() => import("@/pages/quarantine/QuarantinePage"), "QuarantinePage"),
});
const audit = createRoute({
  getParentRoute: () => app,
  path: "/audit",
  validateSearch: (params: Record<string, unknown>) => pickText(params, ["actor", "verb"]),
  component: lazyRouteComponent(() => import("@/pages/audit/AuditPage"), "AuditPage"),
});
const settings = createRoute({
  getParentRoute: () => app,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/pages/settings/SettingsLayout"), "SettingsLayout"),
});
const people = createRoute({
  getParentRoute: () => settings,
  path: "/people",
  component: lazyRouteComponent(() => import("@/pages/settings/PeoplePage"), "PeoplePage"),
});
const keys = createRoute({
  getParentRoute: () => settings,
  path: "/keys",
  component: lazyRouteComponent(() => import("@/pages/settings/KeysPage"), "KeysPage"),
});
const appearance = createRoute({
  getParentRoute: () => settings,
  path: "/appearance",
  component: lazyRouteComponent(() => import("@/pages/settings/AppearancePage"), "AppearancePage"),
});

const routeTree = root.addChildren([
  signIn,
  app.addChildren([
    home, live, search, event, decision, action, subject, rules, rule, webhooks, quarantine, audit,
    settings.addChildren([people, keys, appearance]),
  ]),
]);

export function createConsoleRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    context: { client },
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    defaultPreloadDelay: 60,
    defaultPreloadStaleTime: 0,
    defaultPendingComponent: Loading,
    defaultErrorComponent: PageFailed,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
