import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { BrandMark } from "@/components/BrandMark";
import { Icon } from "@/components/Icon";
import { useCommand } from "@/keyboard/KeyboardProvider";
import { getPreferences, setPreferences } from "@/theme/preferences";
import { useUndo } from "@/undo/UndoProvider";
import { KeyboardSheet } from "./KeyboardSheet";
import { PLACES, type Place } from "./navigation";
import { Palette } from "./Palette";
import classes from "./Shell.module.css";
import { TopBar } from "./TopBar";

function GoTo({ place }: { place: Place }) {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const here = place.under === "/" ? pathname === "/" : pathname === place.under || pathname.startsWith(`${place.under}/`);
  useCommand(place.command, () => void navigate({ to: place.to }));
  return (
    <Link
      to={place.to}
      className={classes.place}
      activeProps={{}}
      data-active={here || undefined}
      aria-current={here ? "page" : undefined}
      title={place.title}
    >
      <Icon name={place.icon} size={17} />
      <span className={classes.placeTitle}>{place.title}</span>
    </Link>
  );
}

export function Shell() {
  const [sheet, setSheet] = useState(false);
  const [palette, setPalette] = useState(false);
  const { setColorScheme, colorScheme } = useMantineColorScheme();
  const computed = useComputedColorScheme("light");
  const undo = useUndo();

  useCommand("help.keyboard", () => setSheet(true));
  useCommand("palette.open", () => setPalette((open) => !open));
  useCommand("view.zone", () => {
    const zone = getPreferences().zone === "utc" ? "local" : "utc";
    setPreferences({ zone });
    undo.notice(zone === "utc" ? "Times are shown in UTC" : "Times are shown in your time zone");
  });
  useCommand("view.theme", () => {
    const next = colorScheme === "light" ? "dark" : colorScheme === "dark" ? "auto" : "light";
    setColorScheme(next);
    undo.notice(`Theme: ${next === "auto" ? `the system's (${computed})` : next}`);
  });
  useCommand("view.copyLink", () => {
    void navigator.clipboard.writeText(window.location.href).then(
      () => undo.notice("Link copied"),
      () => undo.notice("The browser refused to copy. The address bar has the link"),
    );
  });

  return (
    <div className={classes.shell}>
      <a href="#main" className={classes.skip}>Skip to the page</a>
      <nav className={classes.nav} aria-label="Pages">
        <Link to="/" className={classes.brand} aria-label="Redshank, my work">
          <BrandMark size={30} />
          <span className={classes.brandName}>Redshank</span>
        </Link>
        {(["Watch", "Judge", "Deliver", "Govern"] as const).map((group) => (
          <div key={group} className={classes.group}>
            <span className={classes.groupName}>{group}</span>
            {PLACES.filter((place) => place.group === group).map((place) => (
              <GoTo key={place.to} place={place} />
            ))}
          </div>
        ))}
      </nav>
      <div className={classes.column}>
        <TopBar onFind={() => setPalette(true)} onKeyboard={() => setSheet(true)} />
        <main id="main" className={classes.main} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <KeyboardSheet opened={sheet} onClose={() => setSheet(false)} />
      <Palette opened={palette} onClose={() => setPalette(false)} />
    </div>
  );
}
