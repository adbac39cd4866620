import type { PageModule } from "~/app/page";

export const page: PageModule = {
  routes: [
    { path: "assessments", load: () => import("./list-page"), help: () => import("./help"), needs: "ListAssessments" },
  ],
  navigation: [{ text: "Assessments", path: "assessments", order: 20, needs: "ListAssessments" }],
};
