import HelpPanel from "@cloudscape-design/components/help-panel";
import { NEED_KINDS, NEEDS } from "~/pages/dashboard/dashboard";

export function Help() {
  return (
    <HelpPanel header={<h2>Controls that need people</h2>}>
      <p>
        Most controls are answered by sources that are asked again and again. These wait for somebody. Audit owners do
        it themselves, or delegate the control set to who knows.
      </p>
      <dl>
        {NEED_KINDS.map((kind) => (
          <div key={kind}>
            <dt>{NEEDS[kind].text}</dt>
            <dd>{NEEDS[kind].todo}</dd>
          </div>
        ))}
      </dl>
    </HelpPanel>
  );
}
