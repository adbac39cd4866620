import type { QueryClient } from "@tanstack/react-query";
import { createBrowserRouter, type LoaderFunction, Navigate, type RouteObject } from "react-router";
import { Failure } from "~/app/failure";
import { Needs } from "~/app/needs";
import { NotFound } from "~/app/not-found";
import type { Ask, PageRoute } from "~/app/page";
import { HOME, PAGES } from "~/app/pages";
import { BASE, routed } from "~/app/paths";
import { SESSION_QUERY } from "~/app/session-gate";
import { Shell } from "~/app/shell";
import { SignedInElsewhere } from "~/app/signed-in-elsewhere";
import { Loading } from "~/parts/loading";

/** Return what lets a page begin to ask while it is not drawn yet, for who is signed in and may see it. */
export function asking(queries: QueryClient, { needs }: Pick<PageRoute, "needs">, ask: Ask): LoaderFunction {
  return ({ request }) => {
    const { pathname, searchParams } = new URL(request.url);
    void queries
      .ensureQueryData(SESSION_QUERY)
      .then((session) => {
        const may = session !== null && (needs === undefined || session.rights.includes(needs));
        return may && ask(queries, { pathname: routed(pathname), searchParams });
      })
      // The page asks for the same, and tells what went wrong.
      .catch(() => undefined);
    return null;
  };
}

function routeOf(page: PageRoute, queries: QueryClient): RouteObject {
  return {
    path: page.path,
    handle: page,
    errorElement: <Failure />,
    // What changes on a page is asked for by the page.
    shouldRevalidate: () => false,
    lazy: async () => {
      const { Component, ask } = await page.load();
      return {
        ...(ask ? { loader: asking(queries, page, ask) } : {}),
        element: (
          <Needs right={page.needs}>
            <Component />
          </Needs>
        ),
      };
    },
  };
}

/** Return all addresses of the console. */
export function routes(queries: QueryClient): RouteObject[] {
  return [
    {
      path: "/",
      element: <Shell />,
      errorElement: <Failure />,
      hydrateFallbackElement: <Loading />,
      children: [
        { index: true, element: <Navigate to={`/${HOME}`} replace /> },
        { path: "signed-in", element: <SignedInElsewhere /> },
        ...PAGES.flatMap((module) => module.routes.map((page) => routeOf(page, queries))),
        { path: "*", element: <NotFound /> },
      ],
    },
  ];
}

export function newRouter(queries: QueryClient): ReturnType<typeof createBrowserRouter> {
  return createBrowserRouter(routes(queries), { basename: BASE });
}
