import "@cloudscape-design/global-styles/index.css";
import "~/app/console.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "~/app/app";
import { applyLook, rememberedLook } from "~/app/look";

// Before anything is drawn, so that nothing flashes in the other colours.
applyLook(rememberedLook());

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
