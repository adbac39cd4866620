import FileUpload from "@cloudscape-design/components/file-upload";
import FormField from "@cloudscape-design/components/form-field";
import { useState } from "react";

/** A text file that somebody chose. */
export interface TextFile {
  readonly name: string;
  readonly content: string;
}

interface Props {
  readonly label: string;
  readonly constraint: string;
  readonly accept: string;
  /** More bytes are refused. */
  readonly most: number;
  readonly file: TextFile | undefined;
  readonly onChange: (file: TextFile | undefined) => void;
  readonly error?: string | undefined;
}

/** A field for a text file, which is read here. */
export function FileField({ label, constraint, accept, most, file, onChange, error }: Props) {
  const [refused, setRefused] = useState<string>();
  const take = async (chosen: File | undefined) => {
    setRefused(undefined);
    if (!chosen) return onChange(undefined);
    if (chosen.size > most) {
      onChange(undefined);
      return setRefused(`${chosen.name} is larger than ${Math.round(most / 1024).toLocaleString("en")} KB.`);
    }
    try {
      const content = new TextDecoder("utf-8", { fatal: true }).decode(await chosen.arrayBuffer());
      onChange({ name: chosen.name, content });
    } catch {
      onChange(undefined);
      setRefused(`${chosen.name} cannot be read as text in UTF-8.`);
    }
  };
  return (
    <FormField label={label} constraintText={constraint} errorText={refused ?? error}>
      <FileUpload
        value={file ? [new File([file.content], file.name)] : []}
        accept={accept}
        showFileSize
        onChange={({ detail }) => void take(detail.value[0])}
        i18nStrings={{
          uploadButtonText: (multiple) => (multiple ? "Choose files" : "Choose file"),
          dropzoneText: (multiple) => (multiple ? "Drop files to read" : "Drop file to read"),
          removeFileAriaLabel: () => `Remove ${file?.name ?? "the file"}`,
          errorIconAriaLabel: "Error",
          limitShowFewer: "Show fewer",
          limitShowMore: "Show more",
        }}
      />
    </FormField>
  );
}
