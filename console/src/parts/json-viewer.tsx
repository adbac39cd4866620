import Box from "@cloudscape-design/components/box";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import ExpandableSection from "@cloudscape-design/components/expandable-section";

interface Props {
  /** What it is: `Raw answer`. */
  readonly name: string;
  /** A value, or JSON as text, which is shown as it is where it is none. */
  readonly value: unknown;
  readonly isExpanded?: boolean;
}

const SHOWN = 200_000;

/** Return the text that is shown for a value. */
export function jsonText(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value, null, 2) ?? "";
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return value;
  }
}

/** JSON to read and to copy. It is text and nothing else, whatever it holds. */
export function JsonViewer({ name, value, isExpanded = true }: Props) {
  const text = jsonText(value);
  return (
    <ExpandableSection
      headerText={name}
      defaultExpanded={isExpanded}
      headerActions={
        <CopyToClipboard
          variant="icon"
          textToCopy={text}
          copyButtonAriaLabel={`Copy ${name}`}
          copySuccessText="Copied"
          copyErrorText="It could not be copied"
        />
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard */}
      <section aria-label={name} tabIndex={0} className="console-code">
        <Box variant="code">{text.length > SHOWN ? `${text.slice(0, SHOWN)}\n...` : text}</Box>
      </section>
      {text.length > SHOWN && (
        <Box variant="small">The first {SHOWN.toLocaleString("en")} characters; copy it for all.</Box>
      )}
    </ExpandableSection>
  );
}
