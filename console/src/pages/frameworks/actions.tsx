import { DeleteAssessmentFrameworkCommand } from "@aws-sdk/client-auditmanager";
import ButtonDropdown, { type ButtonDropdownProps } from "@cloudscape-design/components/button-dropdown";
import { lazy, Suspense, useState } from "react";
import { useNavigate } from "react-router";
import { useAwsMutation } from "~/api/hooks";
import type { Right } from "~/api/session";
import { v1 } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { useSession } from "~/app/session-gate";
import { Confirm } from "~/parts/confirm";
import type { FrameworkCard } from "~/parts/framework-browser";
import { saveFile } from "~/parts/save-file";

const Share = lazy(() => import("~/pages/frameworks/share-dialog"));

type Framework = Pick<FrameworkCard, "id" | "name" | "isStandard">;

/** Where an assessment is made from a framework. */
export function assessmentAddress(frameworkId: string): string {
  return `${address("assessments", "create")}?${new URLSearchParams({ framework: frameworkId })}`;
}

/** Return what somebody with these rights may do with a framework; undefined: which one is not chosen yet. */
export function actionsFor(
  framework: Framework | undefined,
  rights: readonly Right[],
): readonly ButtonDropdownProps.Item[] {
  const from = new URLSearchParams({ from: framework?.id ?? "" });
  const before = new URLSearchParams({ before: framework?.id ?? "" });
  const isCustom = framework !== undefined && !framework.isStandard;
  const all: readonly (readonly [ButtonDropdownProps.Item, boolean])[] = [
    [
      { id: "assess", text: "Create assessment", href: assessmentAddress(framework?.id ?? "") },
      rights.includes("CreateAssessment"),
    ],
    [
      { id: "copy", text: "Make a custom copy", href: `${address("frameworks", "create")}?${from}` },
      rights.includes("CreateAssessmentFramework"),
    ],
    [
      { id: "edit", text: "Edit", href: address("frameworks", framework?.id ?? "", "edit") },
      isCustom && rights.includes("UpdateAssessmentFramework"),
    ],
    [{ id: "compare", text: "Compare", href: `${address("frameworks", "compare")}?${before}` }, true],
    [{ id: "yaml", text: "Download as YAML" }, true],
    [{ id: "json", text: "Download as JSON" }, true],
    [{ id: "share", text: "Share" }, isCustom && rights.includes("StartAssessmentFrameworkShare")],
    [{ id: "delete", text: "Delete" }, isCustom && rights.includes("DeleteAssessmentFramework")],
  ];
  return all.filter(([, may]) => may).map(([item]) => item);
}

interface Props {
  /** Undefined: none is chosen. */
  readonly framework: Framework | undefined;
  readonly onDeleted?: () => void;
}

/** All that may be done with a framework. */
export function FrameworkActions({ framework, onDeleted }: Props) {
  const { rights } = useSession();
  const [asked, setAsked] = useState<"share" | "delete">();
  const navigate = useNavigate();
  const notify = useNotify();
  const download = async (format: "yaml" | "json") => {
    if (!framework) return;
    try {
      const params = { path: { framework_id: framework.id }, query: { format } };
      const { data } = await v1.GET("/v1/frameworks/{framework_id}/file", { params });
      if (data) saveFile(data.fileName, data.content, format === "json" ? "application/json" : "application/yaml");
    } catch (error) {
      notify.failed(error);
    }
  };
  return (
    <>
      <ButtonDropdown
        items={actionsFor(framework, rights)}
        disabled={!framework}
        disabledReason="Choose a framework first."
        ariaLabel={framework ? `Actions with ${framework.name}` : "Actions"}
        onItemClick={({ detail: { id } }) => {
          if (id === "yaml" || id === "json") void download(id);
          if (id === "share" || id === "delete") setAsked(id);
        }}
      >
        Actions
      </ButtonDropdown>
      {framework && asked === "share" && (
        <Suspense>
          <Share framework={framework} onEnd={() => setAsked(undefined)} />
        </Suspense>
      )}
      {framework && asked === "delete" && (
        <Deletion
          framework={framework}
          onEnd={() => setAsked(undefined)}
          onDeleted={onDeleted ?? (() => navigate("/frameworks?tab=custom"))}
        />
      )}
    </>
  );
}

interface DeletionProps {
  readonly framework: Framework;
  readonly onEnd: () => void;
  readonly onDeleted: () => void;
}

function Deletion({ framework, onEnd, onDeleted }: DeletionProps) {
  const notify = useNotify();
  // The framework itself is not asked for again: its page would tell that it is gone, and this with it, unsaid.
  const deletion = useAwsMutation(DeleteAssessmentFrameworkCommand, [
    "/v1/framework-cards",
    "/v1/control-details/{control_id}",
  ]);
  const remove = () =>
    deletion.mutate(
      { frameworkId: framework.id },
      {
        onSuccess: () => {
          notify({ type: "success", header: "The framework was deleted" });
          onEnd();
          onDeleted();
        },
      },
    );
  return (
    <Confirm
      header="Delete framework?"
      action="Delete"
      word="delete"
      isBusy={deletion.isPending}
      error={deletion.error}
      onCancel={onEnd}
      onConfirm={remove}
    >
      <p>
        <b className="console-text">{framework.name}</b> leaves the library for good. No new assessment can be made from
        it.
      </p>
      <p>
        Assessments that were made from it stay as they are and go on collecting. Its custom controls stay in the
        control library.
      </p>
    </Confirm>
  );
}
