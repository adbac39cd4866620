import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useRouteError } from "react-router";
import { explain } from "~/api/explain";
import { ErrorAlert } from "~/parts/error-alert";

/** Stands in for a page that failed; the rest of the console goes on. */
export function Failure() {
  const error = useRouteError();
  const isOutdated = explain(error).message.includes("dynamically imported module");
  const shown = isOutdated
    ? new Error("The console has been updated, or cannot be reached. Load the page again.")
    : error;
  return (
    <SpaceBetween size="m">
      <ErrorAlert error={shown} />
      <Button onClick={() => location.reload()}>Load the page again</Button>
    </SpaceBetween>
  );
}
