# Free-tier farming: many accounts, few devices, made to be used up. A campus shares an address, not a device; it
# confirms its mailboxes and comes back. So devices count, and addresses only together with what a campus doesn't do.

Import(rules=['models/clients.sml', 'models/content.sml', 'models/identity.sml', 'models/themes.sml'])

FreeSignup = IsSignup and Plan == 'free' and not Verified
# `first.last+a1@mail.example` and `first.last+a2@mail.example` are one mailbox.
MailboxName = ListRead(list=StringSplit(s=EmailName, sep='+'), index=0)
Mailbox = f'{MailboxName}@{MailDomain}'

DeviceSignups7d = Distinct(
  by=[Device], value=AccountId, within=TimeDelta(days=7), where=FreeSignup, including_current=True
)
MailboxSignups6h = Distinct(
  by=[Mailbox], value=AccountId, within=TimeDelta(hours=6), where=FreeSignup, including_current=True
)
DeviceSignups1d = Distinct(
  by=[Device], value=AccountId, within=TimeDelta(days=1), where=FreeSignup, including_current=True
)
ThrowawaySignups1h = Distinct(
  by=[Network], value=AccountId, within=TimeDelta(hours=1), where=FreeSignup and ThrowawayMail, including_current=True
)
HostedSignups1d = Distinct(
  by=[Network], value=AccountId, within=TimeDelta(days=1), where=FreeSignup and Hosting, including_current=True
)
DeviceFreeAccounts7d = Distinct(
  by=[Device],
  value=AccountId,
  within=TimeDelta(days=7),
  where=IsPrompt and Plan == 'free' and not Verified,
  including_current=True,
)

FarmDeviceSignups = Rule(
  when_all=[FreeSignup, DeviceSignups7d >= 4 or DeviceSignups1d >= 3],
  description=f'{DeviceSignups7d} free sign-ups from one device in 7 days',
  policy='fraud/account-farming',
  severity='medium',
  owner='fraud',
)
FarmOneMailbox = Rule(
  when_all=[FreeSignup, MailboxSignups6h >= 3],
  description=f'{MailboxSignups6h} accounts on variants of one mailbox in six hours',
  policy='fraud/account-farming',
  severity='medium',
  owner='fraud',
)
FarmThrowawayRun = Rule(
  when_all=[FreeSignup, ThrowawayMail, ThrowawaySignups1h >= 3],
  description=f'{ThrowawaySignups1h} sign-ups with throw-away mail from one address in an hour',
  policy='fraud/account-farming',
  severity='medium',
  owner='fraud',
)
FarmThrowawayDevice = Rule(
  when_all=[FreeSignup, ThrowawayMail, DeviceSignups1d >= 2],
  description=f'{DeviceSignups1d} free sign-ups from one device in a day, this one with throw-away mail',
  policy='fraud/account-farming',
  severity='medium',
  owner='fraud',
)
FarmHostedRun = Rule(
  when_all=[FreeSignup, Hosting, HostedSignups1d >= 3],
  description=f'{HostedSignups1d} unverified sign-ups from one hosting address in a day',
  policy='fraud/account-farming',
  severity='medium',
  owner='fraud',
)
FarmDeviceUse = Rule(
  when_all=[IsPrompt, Plan == 'free', not Verified, DeviceFreeAccounts7d >= 4],
  description=f'{DeviceFreeAccounts7d} free accounts work from one device',
  policy='fraud/account-farming',
  severity='medium',
  owner='fraud',
)
FarmedWorkOff = Rule(
  when_all=[IsPrompt, Plan == 'free', AccountAge < 259200, HasLabel(entity=Device, label='signup_farm')],
  description='an account in its first three days works off its allowance on a device behind a run of sign-ups',
  policy='fraud/account-farming',
  severity='low',
  owner='fraud',
)
FarmRing = Rule(
  when_all=[
    IsPrompt,
    Plan == 'free',
    not Verified,
    not Trusted,
    NotSuspended,
    AccountAge < 1209600,
    DeviceFreeAccounts7d >= 10,
    HasLabel(entity=Account, label='farmed'),
  ],
  description=f'{DeviceFreeAccounts7d} new free accounts work from one device, and this one was made in a row',
  policy='fraud/account-farming',
  severity='high',
  owner='fraud',
)

WhenRules(
  rules_any=[FarmDeviceSignups, FarmOneMailbox, FarmThrowawayRun, FarmThrowawayDevice, FarmHostedRun],
  then=[
    DeclareVerdict(verdict='challenge'),
    Challenge(entity=Account, kind='verification', expires_after=TimeDelta(days=7)),
    LabelAdd(entity=Account, label='farmed', expires_after=TimeDelta(days=14)),
  ],
)
WhenRules(
  rules_any=[FarmDeviceSignups, FarmThrowawayDevice],
  then=[LabelAdd(entity=Device, label='signup_farm', expires_after=TimeDelta(days=7))],
)
WhenRules(
  rules_any=[FarmThrowawayRun, FarmHostedRun],
  then=[LabelAdd(entity=Network, label='signup_farm', expires_after=TimeDelta(hours=12))],
)
WhenRules(
  rules_any=[FarmDeviceUse, FarmedWorkOff],
  then=[
    DeclareVerdict(verdict='throttle'),
    Throttle(entity=Account, per_minute=3, expires_after=TimeDelta(days=1)),
    LabelAdd(entity=Account, label='farmed', expires_after=TimeDelta(days=14)),
  ],
)
WhenRules(
  rules_any=[FarmRing],
  then=[
    DeclareVerdict(verdict='block'),
    Suspend(entity=Account, expires_after=TimeDelta(days=7)),
    LabelAdd(entity=Account, label='suspended', expires_after=TimeDelta(days=7)),
    Notify(entity=Account, template='account-suspended'),
    Queue(queue='fraud', entity=Account, priority=20),
  ],
)
