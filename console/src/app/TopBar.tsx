import { Menu, Tooltip, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "@/api/client";
import { queries } from "@/api/queries";
import { Icon, type IconName } from "@/components/Icon";
import { Inert } from "@/components/Inert";
import { Keys } from "@/components/Keys";
import { HealthDot } from "@/components/Health";
import { zoneName } from "@/components/time";
import { useKeyboard } from "@/keyboard/KeyboardProvider";
import { keyCaps } from "@/keyboard/keymap";
import { setPreferences, usePreferences } from "@/theme/preferences";
import { useSession } from "./session";
import classes from "./TopBar.module.css";

const SCHEMES: { value: "light" | "dark" | "auto"; title: string; icon: IconName }[] = [
  { value: "light", title: "Light", icon: "sun" },
  { value: "dark", title: "Dark", icon: "moon" },
  { value: "auto", title: "As the system", icon: "system" },
];

function Health() {
  const live = useQuery({ ...queries.live(900), refetchInterval: 15_000, staleTime: 5_000 });
  const parts = live.data?.parts ?? [];
  const bad = parts.filter((part) => part.state !== "ok");
  const worst = live.isError ? "down" : bad.some((part) => part.state === "down") ? "down" : bad.length ? "degraded" : "ok";
  const words = live.isError
    ? "Server unreachable"
    : !live.data ? "Checking…" : bad.length === 0 ? "All parts well" : bad.map((part) => `${part.name} ${part.state}`).join(", ");
  return (
    <Link to="/live" className={classes.health} aria-label={`Health: ${words}`} title={words}>
      <HealthDot state={live.data || live.isError ? worst : "unknown"} />
      <span className={classes.wide}>{words}</span>
    </Link>
  );
}

export function TopBar({ onFind, onKeyboard }: { onFind: () => void; onKeyboard: () => void }) {
  const { zone } = usePreferences();
  const { pending } = useKeyboard();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const session = useSession();
  const client = useQueryClient();
  const signOut = async () => {
    await api.DELETE("/v1/session");
    client.clear();
    window.location.assign("/signin");
  };
  const scheme = SCHEMES.find((one) => one.value === colorScheme) ?? SCHEMES[2];

  return (
    <header className={classes.bar}>
      <UnstyledButton className={classes.find} onClick={onFind} aria-label="Find anything">
        <Icon name="search" size={15} />
        <span className={classes.findText}>Find a page, or paste an id</span>
        <Keys command="palette.open" />
      </UnstyledButton>
      {pending.length > 0 && (
        <span className={classes.pending} aria-live="polite">{keyCaps(pending.join(" ")).join(" ")} …</span>
      )}
      <div className={classes.tools}>
        <Health />
        <Tooltip label="Time zone of everything shown">
          <UnstyledButton
            className={classes.tool}
            aria-label={`Times in ${zoneName(zone)}; switch`}
            onClick={() => setPreferences({ zone: zone === "utc" ? "local" : "utc" })}
          >
            <Icon name="clock" size={15} /> {zone === "utc" ? "UTC" : "Local"}
          </UnstyledButton>
        </Tooltip>
        <Menu width={190} position="bottom-end">
          <Menu.Target>
            <UnstyledButton className={classes.tool} aria-label="Theme">
              <Icon name={scheme?.icon ?? "system"} />
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {SCHEMES.map((one) => (
              <Menu.Item
                key={one.value}
                leftSection={<Icon name={one.icon} size={15} />}
                rightSection={one.value === colorScheme ? <Icon name="check" size={13} /> : null}
                onClick={() => setColorScheme(one.value)}
              >
                {one.title}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Tooltip label="Keyboard map">
          <UnstyledButton className={classes.tool} aria-label="Keyboard map" onClick={onKeyboard}>
            <Icon name="keyboard" />
          </UnstyledButton>
        </Tooltip>
        <Menu width={230} position="bottom-end">
          <Menu.Target>
            <UnstyledButton className={classes.tool} aria-label="You">
              <Icon name="user" /> <span className={classes.wide}><Inert text={session?.person?.name} limit={24} /></span>
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>
              <Inert text={session?.person?.email} /> · {session?.person?.role}
            </Menu.Label>
            <Menu.Item component={Link} to="/settings/appearance" leftSection={<Icon name="settings" size={15} />}>
              Appearance and keys
            </Menu.Item>
            <Menu.Item leftSection={<Icon name="exit" size={15} />} onClick={() => void signOut()}>
              Sign out
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
    </header>
  );
}
