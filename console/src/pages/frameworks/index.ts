import type { PageModule } from "~/app/page";

const helpOf = {
  list: () => import("./help"),
  edit: () => import("./edit-help"),
  compare: () => import("./compare-help"),
  shares: () => import("./shares-help"),
} as const;

export const page: PageModule = {
  routes: [
    {
      path: "frameworks",
      load: () => import("./list-page"),
      help: helpOf.list,
      needs: "ListAssessmentFrameworks",
    },
    {
      path: "frameworks/create",
      load: () => import("./create-page"),
      help: helpOf.edit,
      needs: "CreateAssessmentFramework",
    },
    {
      path: "frameworks/import",
      load: () => import("./import-page"),
      help: helpOf.edit,
      needs: "CreateAssessmentFramework",
    },
    {
      path: "frameworks/compare",
      load: () => import("./compare-page"),
      help: helpOf.compare,
      needs: "GetAssessmentFramework",
    },
    {
      path: "share-requests",
      load: () => import("./shares-page"),
      help: helpOf.shares,
      needs: "ListAssessmentFrameworkShareRequests",
    },
    {
      path: "frameworks/:frameworkId",
      load: () => import("./detail-page"),
      help: helpOf.list,
      needs: "GetAssessmentFramework",
    },
    {
      path: "frameworks/:frameworkId/edit",
      load: () => import("./edit-page"),
      help: helpOf.edit,
      needs: "UpdateAssessmentFramework",
    },
  ],
  navigation: [
    {
      text: "Framework library",
      path: "frameworks",
      section: "Library",
      order: 10,
      needs: "ListAssessmentFrameworks",
    },
    {
      text: "Share requests",
      path: "share-requests",
      section: "Library",
      order: 30,
      needs: "ListAssessmentFrameworkShareRequests",
    },
  ],
};
