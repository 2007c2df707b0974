# How much: volume, refusals, reports and hours of an account, for more than one abuse area.

Import(rules=['models/clients.sml', 'models/content.sml', 'models/identity.sml'])

Prompts1m = Count(by=[Account], within=TimeDelta(minutes=1), where=IsPrompt, including_current=True)
Prompts1h = Count(by=[Account], within=TimeDelta(hours=1), where=IsPrompt, including_current=True)
Prompts1d = Count(by=[Account], within=TimeDelta(days=1), where=IsPrompt, including_current=True)
Refusals1h = Count(by=[Account], within=TimeDelta(hours=1), where=Refused, including_current=True)
Refusals1d = Count(by=[Account], within=TimeDelta(days=1), where=Refused, including_current=True)
Refusals7d = Count(by=[Account], within=TimeDelta(days=7), where=Refused, including_current=True)
Reports7d = Count(by=[Account], within=TimeDelta(days=7), where=IsReport, including_current=True)
OutputTokens1h = Sum(by=[Account], value=OutputTokens, within=TimeDelta(hours=1), including_current=True)
ActiveHours1d = Distinct(
  by=[Account], value=AccountHour, within=TimeDelta(days=1), where=IsPrompt, including_current=True
)

# Reports come from the report desk, so the reported account's own device is the one it used last.
OwnDevice = Last(by=[Account], value=DeviceId, within=TimeDelta(days=30), where=not IsReport, including_current=True)
UsedDevice = Entity(type='Device', id=OwnDevice)
