import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";

/** A value that people carry elsewhere, such as an id or an ARN; `name` is what it is. */
export function Copyable({ value, name }: { readonly value: string; readonly name: string }) {
  return (
    <CopyToClipboard
      variant="inline"
      textToCopy={value}
      copyButtonAriaLabel={`Copy ${name}`}
      copySuccessText={`${name} copied`}
      copyErrorText={`${name} could not be copied`}
    />
  );
}
