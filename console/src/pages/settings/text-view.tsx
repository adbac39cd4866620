import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { saveFile } from "~/parts/save-file";
import "~/pages/settings/text-view.css";

interface Props {
  /** What it is: `CloudFormation template`. */
  readonly name: string;
  readonly text: string;
  /** What it is called once it is downloaded; absent: it is only copied. */
  readonly fileName?: string;
}

/** Text to read, to copy and to take away. */
export function TextView({ name, text, fileName }: Props) {
  return (
    <SpaceBetween size="xs">
      <SpaceBetween direction="horizontal" size="xs">
        <CopyToClipboard
          textToCopy={text}
          copyButtonText="Copy"
          copyButtonAriaLabel={`Copy ${name}`}
          copySuccessText="Copied"
          copyErrorText="It could not be copied: mark it and copy it by hand"
        />
        {fileName && (
          <Button iconName="download" ariaLabel={`Download ${fileName}`} onClick={() => saveFile(fileName, text)}>
            Download
          </Button>
        )}
      </SpaceBetween>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard */}
      <section aria-label={name} tabIndex={0} className="console-code settings-text">
        <Box variant="code">{text}</Box>
      </section>
    </SpaceBetween>
  );
}
