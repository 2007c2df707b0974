import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Icon } from "@/components/Icon";
import { Keys } from "@/components/Keys";
import { Panel } from "@/components/Panel";
import { setPreferences, usePreferences } from "@/theme/preferences";
import classes from "./Home.module.css";

/** For somebody's first days; gone for good once put away. */
export function FirstSteps() {
  const { newcomerDone } = usePreferences();
  if (newcomerDone) return null;
  return (
    <Panel
      title="First steps"
      aside={<Button variant="subtle" size="compact-xs" onClick={() => setPreferences({ newcomerDone: true })}>Put away</Button>}
    >
      <ol className={classes.steps}>
        <li>
          <Icon name="live" size={18} />
          <span><Link to="/live">Watch traffic being judged</Link>, then open any event to see which conditions held. <Keys command="go.live" /></span>
        </li>
        <li>
          <Icon name="search" size={18} />
          <span><Link to="/search" search={{ q: "verdict:block", group_by: "rule" }}>Search what was blocked, by rule</Link>, and compare with the day before. <Keys command="go.search" /></span>
        </li>
        <li>
          <Icon name="rules" size={18} />
          <span><Link to="/rules">Read the rules</Link>; run a new one in shadow until its hits look right. <Keys command="go.rules" /></span>
        </li>
        <li>
          <Icon name="key" size={18} />
          <span><Link to="/settings/keys">Make a key</Link> and send events of your own to <code>POST /v1/events</code>.</span>
        </li>
        <li>
          <Icon name="keyboard" size={18} />
          <span>Every page works from the keyboard: press <Keys command="help.keyboard" /> for the map, <Keys command="palette.open" /> to go anywhere.</span>
        </li>
      </ol>
    </Panel>
  );
}
