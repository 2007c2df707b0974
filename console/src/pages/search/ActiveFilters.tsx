import { UnstyledButton } from "@mantine/core";
import { Icon } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import classes from "./Search.module.css";
import type { SearchState } from "./searchState";

const FILTERS = ["type", "surface", "verdict", "rule", "subject"] as const;

/** Filters that came with a link from another page: shown, and taken off one by one. */
export function ActiveFilters({ state, onChange }: { state: SearchState; onChange: (change: Partial<SearchState>) => void }) {
  const active = FILTERS.filter((name) => state[name]);
  if (active.length === 0) return null;
  return (
    <div className={classes.filters} aria-label="Filters">
      {active.map((name) => (
        <UnstyledButton key={name} className={classes.filter} onClick={() => onChange({ [name]: undefined })} aria-label={`Remove the filter ${name}`}>
          {name} <b><Inert text={state[name]} limit={60} /></b> <Icon name="close" size={12} />
        </UnstyledButton>
      ))}
    </div>
  );
}
