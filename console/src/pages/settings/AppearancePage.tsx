import { SegmentedControl, useMantineColorScheme } from "@mantine/core";
import type { ReactNode } from "react";
import { Panel } from "@/components/Panel";
import { zoneName } from "@/components/time";
import { setPreferences, usePreferences } from "@/theme/preferences";
import { KeymapEditor } from "./KeymapEditor";
import classes from "./Settings.module.css";

function Choice({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  return (
    <div className={classes.choice}>
      <div>
        <strong>{title}</strong>
        <p>{hint}</p>
      </div>
      {children}
    </div>
  );
}

export function AppearancePage() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { density, zone } = usePreferences();
  return (
    <>
      <Panel title="Appearance" aside="kept in this browser">
        <Choice title="Theme" hint="The system's choice follows day and night if your desk does.">
          <SegmentedControl
            aria-label="Theme" value={colorScheme} onChange={(value) => setColorScheme(value as "light" | "dark" | "auto")}
            data={[{ value: "light", label: "Light" }, { value: "dark", label: "Dark" }, { value: "auto", label: "As the system" }]}
          />
        </Choice>
        <Choice title="Density" hint="Compact fits a fifth more rows on the screen.">
          <SegmentedControl
            aria-label="Density" value={density} onChange={(value) => setPreferences({ density: value as "comfortable" | "compact" })}
            data={[{ value: "comfortable", label: "Comfortable" }, { value: "compact", label: "Compact" }]}
          />
        </Choice>
        <Choice title="Time zone" hint="The zone of every time on every page. Exports are always in UTC.">
          <SegmentedControl
            aria-label="Time zone" value={zone} onChange={(value) => setPreferences({ zone: value as "utc" | "local" })}
            data={[{ value: "utc", label: "UTC" }, { value: "local", label: zoneName("local") }]}
          />
        </Choice>
      </Panel>
      <KeymapEditor />
    </>
  );
}
