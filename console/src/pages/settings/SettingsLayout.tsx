import { Link, Outlet } from "@tanstack/react-router";
import { useMay } from "@/app/session";
import { Icon } from "@/components/Icon";
import { PageHead } from "@/components/Panel";
import classes from "./Settings.module.css";

export function SettingsLayout() {
  const people = useMay("people:write");
  const keys = useMay("keys:write");
  const tabs = [
    { to: "/settings/appearance", title: "Appearance and keyboard", icon: "keyboard", shown: true },
    { to: "/settings/people", title: "People", icon: "people", shown: people },
    { to: "/settings/keys", title: "API keys", icon: "key", shown: keys },
  ] as const;
  return (
    <>
      <PageHead title="Settings" />
      <nav className={classes.tabs} aria-label="Settings">
        {tabs.filter((tab) => tab.shown).map((tab) => (
          <Link key={tab.to} to={tab.to} className={classes.tab} activeProps={{ "data-active": true, "aria-current": "page" }}>
            <Icon name={tab.icon} size={15} /> {tab.title}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
