import type { PageModule } from "~/app/page";

export const page: PageModule = {
  routes: [
    { path: "ai-inventory", load: () => import("./list-page"), help: () => import("./help"), needs: "QueryEvidence" },
  ],
  navigation: [{ text: "AI inventory", path: "ai-inventory", order: 45, needs: "QueryEvidence" }],
};
