import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type Instant, Time } from "~/parts/time";

export interface Said {
  readonly author: string | undefined;
  readonly text: string | undefined;
  readonly at: Instant | undefined;
}

/** What was said, the latest first; who said it and when. `of` names what it was said of, in the plural. */
export function Comments({ said, empty }: { readonly said: readonly Said[]; readonly empty: string }) {
  if (said.length === 0) return <Box color="text-body-secondary">{empty}</Box>;
  return (
    <SpaceBetween size="m">
      {said.toReversed().map(({ author, text, at }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: comments have no ids, and only ever grow
        <div key={said.length - place}>
          <Box variant="strong">{author}</Box>{" "}
          <Box variant="small">
            <Time at={at} relative />
          </Box>
          <div className="console-text">{text}</div>
        </div>
      ))}
    </SpaceBetween>
  );
}
