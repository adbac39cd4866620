import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { ReactNode } from "react";
import { words } from "~/pages/assessment/edit";
import { nameOf } from "~/pages/assessment/people";
import { lookedAt, useServices } from "~/pages/assessment/services";
import type { Draft, Step } from "~/pages/create-assessment/draft";
import { wrongIn } from "~/pages/create-assessment/draft";
import { useFrameworkCard } from "~/pages/create-assessment/framework-step";
import { glanceOf, type Looking } from "~/pages/create-assessment/readiness";
import { shareText } from "~/parts/library-words";
import { Properties } from "~/parts/properties";

interface Props {
  readonly draft: Draft;
  readonly looking: Looking;
  readonly onEdit: (step: Step) => void;
}

/** All that was chosen, with a way back to each step. */
export function ReviewStep({ draft, looking, onEdit }: Props) {
  const framework = useFrameworkCard(draft.frameworkId);
  const all = useServices(draft.frameworkId).data;
  const services = all && lookedAt(all, draft.services);
  const regions = words(draft.regions);
  const share = { draft, onEdit };
  return (
    <SpaceBetween size="l">
      <Part {...share} step="details" title="Assessment details">
        <Properties
          columns={2}
          items={[
            ["Assessment name", draft.name],
            ["Assessment reports destination", draft.destination],
            ["Assessment description", draft.description],
          ]}
        />
      </Part>
      <Part {...share} step="framework" title="Framework">
        <Properties
          items={[
            ["Name", framework?.name],
            ["Controls", framework && `${framework.controlsCount} in ${framework.domains.length} control sets`],
            [
              "Automated",
              framework && shareText(framework.controlsCount - framework.modes.manual, framework.controlsCount),
            ],
          ]}
        />
      </Part>
      <Part {...share} step="tags" title={`Tags (${draft.tags.length})`}>
        {draft.tags.length === 0 ? (
          <Box color="text-body-secondary">No tags</Box>
        ) : (
          <Properties items={draft.tags.map(({ key, value }) => [key, value] as const)} />
        )}
      </Part>
      <Part {...share} step="accounts" title={`AWS accounts (${draft.accounts.length})`}>
        <SpaceBetween size="s">
          <ul>
            {draft.accounts.map(({ id, name }) => {
              const look = looking.looks.get(id);
              return (
                <li key={id}>
                  {id} {name && <span className="console-text">({name})</span>}{" "}
                  {look?.state === "looked" && (
                    <StatusIndicator type={glanceOf(look.found).type}>{glanceOf(look.found).text}</StatusIndicator>
                  )}
                </li>
              );
            })}
          </ul>
          <Properties
            columns={1}
            items={[
              ["Regions", regions.length > 0 ? regions.join(", ") : "Those that this server collects in by default"],
            ]}
          />
        </SpaceBetween>
      </Part>
      <Part {...share} step="services" title={services ? `AWS services (${services.length})` : "AWS services"}>
        {services?.map(({ displayName }) => displayName).join(", ") || (
          <Box color="text-body-secondary">Nothing is asked of AWS</Box>
        )}
      </Part>
      <Part {...share} step="owners" title={`Audit owners (${draft.owners.length})`}>
        <SpaceBetween size="s">
          <ul>
            {draft.owners.map((arn) => (
              <li key={arn}>
                <span className="console-text">
                  {nameOf(arn)} ({arn})
                </span>
              </li>
            ))}
          </ul>
          <Properties columns={1} items={[["Separation of duties", draft.separatesDuties ? "Yes, for good" : "No"]]} />
        </SpaceBetween>
      </Part>
    </SpaceBetween>
  );
}

interface PartProps {
  readonly draft: Draft;
  readonly step: Step;
  readonly title: string;
  readonly onEdit: (step: Step) => void;
  readonly children: ReactNode;
}

function Part({ draft, step, title, onEdit, children }: PartProps) {
  const wrong = Object.values(wrongIn(step, draft));
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button formAction="none" ariaLabel={`Edit: ${title}`} onClick={() => onEdit(step)}>
              Edit
            </Button>
          }
        >
          {title}
        </Header>
      }
    >
      <SpaceBetween size="s">
        {wrong.map((told) => (
          <StatusIndicator key={told} type="error">
            {told}
          </StatusIndicator>
        ))}
        {children}
      </SpaceBetween>
    </Container>
  );
}
