import type { PageModule } from "~/app/page";

/** Reached from the menu of who is signed in. */
export const page: PageModule = {
  routes: [{ path: "password", load: () => import("./password-page"), help: () => import("./help") }],
};
