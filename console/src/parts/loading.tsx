import Box from "@cloudscape-design/components/box";
import Spinner from "@cloudscape-design/components/spinner";

/** Something is on its way; `what` says what. */
export function Loading({ what = "Loading" }: { readonly what?: string }) {
  return (
    <Box padding="l" textAlign="center" color="text-body-secondary">
      <span role="status">
        <Spinner /> {what}
      </span>
    </Box>
  );
}
