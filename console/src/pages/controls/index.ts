import type { PageModule } from "~/app/page";

const library = () => import("./help");
const editing = () => import("./edit-help");

export const page: PageModule = {
  routes: [
    { path: "controls", load: () => import("./list-page"), help: library, needs: "ListControls" },
    { path: "controls/create", load: () => import("./create-page"), help: editing, needs: "CreateControl" },
    { path: "controls/:controlId", load: () => import("./detail-page"), help: library, needs: "GetControl" },
    { path: "controls/:controlId/edit", load: () => import("./edit-page"), help: editing, needs: "UpdateControl" },
    {
      path: "controls/:controlId/sources/:sourceId/rule",
      load: () => import("./rule-page"),
      help: () => import("./rule-help"),
      needs: "WriteRules",
    },
  ],
  navigation: [{ text: "Control library", path: "controls", section: "Library", order: 20, needs: "ListControls" }],
};
