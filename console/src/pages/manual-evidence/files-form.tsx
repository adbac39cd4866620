import Box from "@cloudscape-design/components/box";
import FileUpload from "@cloudscape-design/components/file-upload";
import FormField from "@cloudscape-design/components/form-field";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { BroughtFile } from "~/pages/manual-evidence/brought-file";
import { type Awaited, sizeText } from "~/pages/manual-evidence/files";
import type { Files } from "~/pages/manual-evidence/use-files";

interface Props {
  readonly files: Files;
  readonly awaited: Awaited;
  readonly isBusy: boolean;
  readonly error: string | undefined;
}

/** Chooses files, or takes those that are dropped; says what is taken before anything is sent, and how far it is. */
export function FilesForm({ files, awaited, isBusy, error }: Props) {
  const { brought, faults } = files;
  const isUnderWay = isBusy || brought.some(({ state }) => state !== "waiting");
  const limits = `Up to ${sizeText(awaited.fileBytes)} each, and ${awaited.itemsLeftToday} more today for this control. Files may end in ${awaited.fileExtensions.map((each) => `.${each}`).join(", ")}.`;
  return (
    <SpaceBetween size="s">
      <FormField
        label="Files"
        description="Drop files here, or choose them. Several at once are fine."
        errorText={error}
      >
        <FileUpload
          multiple
          showFileSize
          tokenLimit={10}
          accept={awaited.fileExtensions.map((each) => `.${each}`).join(",")}
          value={brought.map(({ file }) => file)}
          onChange={({ detail }) => {
            if (!isBusy) files.choose(detail.value);
          }}
          fileErrors={faults}
          constraintText={limits}
          i18nStrings={{
            uploadButtonText: () => "Choose files",
            dropzoneText: () => "Drop files here",
            removeFileAriaLabel: (index) => `Remove ${brought[index]?.file.name ?? "the file"}`,
            limitShowFewer: "Show fewer",
            limitShowMore: "Show more",
            errorIconAriaLabel: "Error",
            warningIconAriaLabel: "Warning",
            formatFileSize: sizeText,
          }}
        />
      </FormField>
      {isUnderWay && brought.map((each) => <Way key={`${each.file.name} ${each.file.size}`} of={each} />)}
      {!isUnderWay && brought.some(({ sha256 }) => sha256) && <Digests of={brought} />}
    </SpaceBetween>
  );
}

function Way({ of: { file, state, share, fault } }: { readonly of: BroughtFile }) {
  const name = <span className="console-text">{file.name}</span>;
  if (state === "failed") {
    return (
      <StatusIndicator type="error">
        {name}: {fault}
      </StatusIndicator>
    );
  }
  if (state === "taken") return <StatusIndicator type="success">{name}: added</StatusIndicator>;
  if (state === "waiting") return <StatusIndicator type="pending">{name}: waits</StatusIndicator>;
  return (
    <ProgressBar label={name} value={Math.floor(share * 100)} description={state === "sent" ? "Is there" : "Is sent"} />
  );
}

function Digests({ of }: { readonly of: readonly BroughtFile[] }) {
  return (
    <Box variant="small" color="text-body-secondary">
      {of
        .filter(({ sha256 }) => sha256)
        .map(({ file, sha256 }) => (
          <div key={`${file.name} ${file.size}`} className="console-text">
            SHA-256 of {file.name}: {sha256}
          </div>
        ))}
    </Box>
  );
}
