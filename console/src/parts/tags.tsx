import { TagResourceCommand, UntagResourceCommand } from "@aws-sdk/client-auditmanager";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TagEditor, { getTagsDiff, type TagEditorProps } from "@cloudscape-design/components/tag-editor";
import { useState } from "react";
import { useAwsMutation } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { type Column, ResourceTable } from "~/parts/resource-table";

type Tag = readonly [key: string, value: string];

const MOST = 50;
const COLUMNS: readonly Column<Tag>[] = [
  {
    id: "key",
    header: "Key",
    cell: ([key]) => <span className="console-text">{key}</span>,
    value: ([key]) => key,
    isRowHeader: true,
    minWidth: 200,
  },
  {
    id: "value",
    header: "Value",
    cell: ([, value]) => <span className="console-text">{value || "-"}</span>,
    value: ([, value]) => value,
    minWidth: 240,
  },
];

interface Props {
  /** What has them, in words: `the assessment`. */
  readonly of: string;
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly mayTag: boolean;
  readonly onSaved: () => Promise<void>;
  /** What is chosen of columns and sizes is remembered under this name. */
  readonly remember: string;
}

/** The tags of something, and their editing. */
export function Tags({ of, arn, mayTag, onSaved, remember, ...props }: Props) {
  const [isOpen, setOpen] = useState(false);
  const tags = Object.entries(props.tags ?? {});
  return (
    <>
      <ResourceTable
        name="Tags"
        remember={remember}
        columns={COLUMNS}
        rows={tags}
        rowId={([key]) => key}
        actions={mayTag && <Button onClick={() => setOpen(true)}>Manage tags</Button>}
        empty={
          <EmptyState title="No tags">
            {mayTag ? `Tags help to find ${of} again, and to say whose it is. Add some.` : "It has none."}
          </EmptyState>
        }
      />
      {isOpen && <Editor arn={arn} tags={tags} onSaved={onSaved} onEnd={() => setOpen(false)} />}
    </>
  );
}

interface EditorProps {
  readonly arn: string;
  readonly tags: readonly Tag[];
  readonly onSaved: () => Promise<void>;
  readonly onEnd: () => void;
}

function Editor({ arn, tags, onSaved, onEnd }: EditorProps) {
  const [edited, setEdited] = useState<readonly TagEditorProps.Tag[]>(() =>
    tags.map(([key, value]) => ({ key, value, existing: true })),
  );
  const [isValid, setValid] = useState(true);
  const notify = useNotify();
  const add = useAwsMutation(TagResourceCommand);
  const remove = useAwsMutation(UntagResourceCommand);
  const save = async () => {
    const { created, removed } = getTagsDiff(
      tags.map(([key, value]) => ({ key, value, existing: true })),
      edited,
    );
    try {
      if (removed.length > 0) await remove.mutateAsync({ resourceArn: arn, tagKeys: removed });
      if (Object.keys(created).length > 0) await add.mutateAsync({ resourceArn: arn, tags: created });
    } catch {
      return; // it is shown in the dialog
    } finally {
      await onSaved();
    }
    notify({ type: "success", header: "The tags were saved" });
    onEnd();
  };
  return (
    <Modal
      visible
      size="large"
      header="Manage tags"
      onDismiss={onEnd}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onEnd}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={!isValid}
              loading={add.isPending || remove.isPending}
              onClick={() => void save()}
            >
              Save
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <TagEditor
          tags={edited}
          tagLimit={MOST}
          onChange={({ detail }) => {
            setEdited(detail.tags);
            setValid(detail.valid);
          }}
        />
        <ErrorAlert error={remove.error ?? add.error} />
      </SpaceBetween>
    </Modal>
  );
}
