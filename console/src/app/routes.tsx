import { createBrowserRouter, Navigate, type RouteObject } from "react-router";
import { Failure } from "~/app/failure";
import { Needs } from "~/app/needs";
import { NotFound } from "~/app/not-found";
import type { PageRoute } from "~/app/page";
import { HOME, PAGES } from "~/app/pages";
import { BASE } from "~/app/paths";
import { Shell } from "~/app/shell";
import { SignedInElsewhere } from "~/app/signed-in-elsewhere";
import { Loading } from "~/parts/loading";

function routeOf(page: PageRoute): RouteObject {
  return {
    path: page.path,
    handle: page,
    errorElement: <Failure />,
    lazy: async () => {
      const { Component } = await page.load();
      return {
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
export function routes(): RouteObject[] {
  return [
    {
      path: "/",
      element: <Shell />,
      errorElement: <Failure />,
      hydrateFallbackElement: <Loading />,
      children: [
        { index: true, element: <Navigate to={`/${HOME}`} replace /> },
        { path: "signed-in", element: <SignedInElsewhere /> },
        ...PAGES.flatMap((module) => module.routes.map(routeOf)),
        { path: "*", element: <NotFound /> },
      ],
    },
  ];
}

export function newRouter(): ReturnType<typeof createBrowserRouter> {
  return createBrowserRouter(routes(), { basename: BASE });
}
