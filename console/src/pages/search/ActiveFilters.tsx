import { UnstyledButton } from "@mantine/core";
import { Icon } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { purposeLabel } from "@/components/purposes";
import classes from "./Search.module.css";
import { type SearchState, withContent } from "./searchState";

const FILTERS = ["type", "surface", "verdict", "rule", "subject"] as const;

/** Filters that came with a link from another page, and the search of content: shown, and taken off one by one. */
export function ActiveFilters({ state, onChange }: { state: SearchState; onChange: (change: Partial<SearchState>) => void }) {
  const active = FILTERS.filter((name) => state[name]);
  const purpose = state.content === "true" ? state.purpose : undefined;
  if (active.length === 0 && !purpose) return null;
  return (
    <div className={classes.filters} aria-label="Filters">
      {active.map((name) => (
        <UnstyledButton key={name} className={classes.filter} onClick={() => onChange({ [name]: undefined })} aria-label={`Remove the filter ${name}`}>
          {name} <b><Inert text={state[name]} limit={60} /></b> <Icon name="close" size={12} />
        </UnstyledButton>
      ))}
      {purpose && (
        <UnstyledButton className={classes.filter} onClick={() => onChange(withContent())} aria-label="Stop searching content">
          Content searched for: <b><Inert text={purposeLabel(purpose)} limit={60} /></b> <Icon name="close" size={12} />
        </UnstyledButton>
      )}
    </div>
  );
}
