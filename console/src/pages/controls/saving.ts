import {
  type ControlMappingSource,
  CreateControlCommand,
  GetAssessmentCommand,
  GetAssessmentFrameworkCommand,
  GetControlCommand,
  UpdateControlCommand,
} from "@aws-sdk/client-auditmanager";
import { useRef, useState } from "react";
import { useAwsMutation, useForget } from "~/api/hooks";
import { v1 } from "~/api/v1";
import { creationOf, type Draft, ruleChanges, ruleOf, updateOf, withIds } from "~/pages/controls/draft";
import { faultsOf } from "~/pages/controls/rule-check";

/** A rule cannot be set: the key of its source, and why not. */
export interface FaultyRule {
  readonly key: string;
  readonly told: string;
}

/** How far saving came. */
export type Saved =
  | { readonly is: "done"; readonly controlId: string }
  /** Nothing was sent: rules are wrong. */
  | { readonly is: "faulty"; readonly rules: readonly FaultyRule[] }
  /** The draft now has the ids of what is kept, so that saving again goes on from there. */
  | { readonly is: "failed"; readonly error: unknown; readonly draft: Draft };

/** The control that is edited, and the rules that its sources have, by id. */
export interface Kept {
  readonly controlId: string;
  readonly rules: ReadonlyMap<string, string>;
}

/** Saves a control, then its rules, which have no place in Audit Manager's request; saving again goes on after a failure. */
export function useSaving(before?: Kept) {
  const kept = useRef(before);
  const [isBusy, setBusy] = useState(false);
  const forget = useForget();
  const creation = useAwsMutation(CreateControlCommand);
  const update = useAwsMutation(UpdateControlCommand);

  const keep = async (draft: Draft): Promise<Draft> => {
    const { current } = kept;
    const { control } = current
      ? await update.mutateAsync(updateOf(draft, current.controlId))
      : await creation.mutateAsync(creationOf(draft));
    const given: readonly ControlMappingSource[] = control?.controlMappingSources ?? [];
    kept.current = { controlId: control?.id ?? "", rules: current?.rules ?? new Map() };
    return withIds(draft, given);
  };

  const setRules = async (draft: Draft, controlId: string) => {
    for (const [sourceId, rule] of ruleChanges(draft, kept.current?.rules ?? new Map())) {
      await setRule(controlId, sourceId, rule);
      kept.current = { controlId, rules: new Map(kept.current?.rules).set(sourceId, rule ?? "") };
    }
  };

  const save = async (draft: Draft): Promise<Saved> => {
    setBusy(true);
    let reached = draft;
    try {
      const rules = await faultyRules(draft);
      if (rules.length > 0) return { is: "faulty", rules };
      reached = await keep(draft);
      const controlId = kept.current?.controlId ?? "";
      await setRules(reached, controlId);
      return { is: "done", controlId };
    } catch (error) {
      return { is: "failed", error, draft: reached };
    } finally {
      setBusy(false);
      await forget(
        GetControlCommand,
        GetAssessmentCommand,
        GetAssessmentFrameworkCommand,
        "/v1/control-cards",
        "/v1/control-details/{control_id}",
        "/v1/framework-cards",
        "/v1/frameworks/{framework_id}",
      );
    }
  };
  return { save, isBusy, isMade: () => kept.current !== before };
}

/** Set the rule of a source of a custom control; null takes it away. */
export async function setRule(controlId: string, sourceId: string, rule: string | null): Promise<void> {
  const params = { path: { control_id: controlId, source_id: sourceId } };
  if (rule === null) await v1.DELETE("/v1/controls/{control_id}/sources/{source_id}/rule", { params });
  else await v1.PUT("/v1/controls/{control_id}/sources/{source_id}/rule", { params, body: { expression: rule } });
}

async function faultyRules(draft: Draft): Promise<readonly FaultyRule[]> {
  const found: FaultyRule[] = [];
  for (const source of draft.sources) {
    const rule = ruleOf(source);
    if (!rule) continue;
    const faults = await faultsOf(rule, { sourceType: source.type, keyword: source.keyword.trim() });
    if (faults.length > 0)
      found.push({ key: source.key, told: "The rule cannot be used as it is: see what is marked." });
  }
  return found;
}
