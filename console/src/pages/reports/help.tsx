import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Download center</h2>}>
      <p>
        An assessment report is what you give to an auditor: one zip with the summary, the evidence, and a signature
        over all of it.
      </p>
      <h3>Which ones you see</h3>
      <p>Those of the assessments that you own, or were asked to audit.</p>
      <h3>Making one</h3>
      <p>
        Open an assessment, select the evidence where not all of it is to be in, and generate the report there. It takes
        seconds to minutes, and goes on without you.
      </p>
      <h3>Status</h3>
      <p>
        In progress: it is being made. Complete: it can be downloaded and validated. Failed: it could not be made; open
        it to read why, and generate it again.
      </p>
    </HelpPanel>
  );
}
