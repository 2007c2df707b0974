# Jailbreak probing: tries that are refused, varied and passed on. A red team under contract does the same inside one
# verified organisation; nothing in the text of one prompt tells them apart, so one prompt is never enough.

Import(
  rules=[
    'models/activity.sml', 'models/clients.sml', 'models/content.sml', 'models/identity.sml', 'models/themes.sml'
  ]
)

Probe = IsPrompt and AsksJailbreak
Probes1d = Count(by=[Account], within=TimeDelta(days=1), where=Probe, including_current=True)
Probes7d = Count(by=[Account], within=TimeDelta(days=7), where=Probe, including_current=True)
ProbeOrganizations2d = Distinct(
  by=[Opening], value=OrganizationId, within=TimeDelta(days=2), where=Probe and PromptLength >= 60, including_current=True
)
ProbeVariants1h = Distinct(
  by=[Account], value=PromptHash, within=TimeDelta(hours=1), where=Probe, including_current=True
)
DeviceProbers7d = Distinct(
  by=[Device], value=AccountId, within=TimeDelta(days=7), where=Probe, including_current=True
)

JailbreakTry = Rule(
  when_all=[Probe],
  description='asks the model to leave its rules',
  policy='model/jailbreak',
  severity='low',
  owner='model-safety',
)
JailbreakPersistent = Rule(
  when_all=[Probe, not VerifiedBusiness, Probes1d >= 3, Refusals1d >= 2],
  description=f'{Probes1d} tries and {Refusals1d} refusals in a day',
  policy='model/jailbreak',
  severity='medium',
  owner='model-safety',
)
JailbreakVariants = Rule(
  when_all=[Probe, not VerifiedBusiness, ProbeVariants1h >= 4],
  description=f'{ProbeVariants1h} variants of a try within an hour',
  policy='model/jailbreak',
  severity='medium',
  owner='model-safety',
)
JailbreakSpreads = Rule(
  when_all=[Probe, not VerifiedBusiness, ProbeOrganizations2d >= 3, Probes7d >= 2],
  description=f'a wording that {ProbeOrganizations2d} organisations tried within two days',
  policy='model/jailbreak',
  severity='high',
  owner='model-safety',
)
JailbreakManyAccounts = Rule(
  when_all=[Probe, not VerifiedBusiness, DeviceProbers7d >= 2, Probes7d >= 2],
  description=f'{DeviceProbers7d} accounts try from one device',
  policy='model/jailbreak',
  severity='medium',
  owner='model-safety',
)
JailbreakRelentless = Rule(
  when_all=[Probe, not VerifiedBusiness, not Trusted, NotSuspended, Probes7d >= 25, Refusals7d >= 15],
  description=f'{Probes7d} tries and {Refusals7d} refusals in a week',
  policy='model/jailbreak',
  severity='high',
  owner='model-safety',
)
JailbreakInBusiness = Rule(
  when_all=[Probe, VerifiedBusiness, Probes7d >= 10],
  description=f'{Probes7d} tries in a verified business: ask whether an assessment was agreed',
  policy='model/jailbreak',
  severity='low',
  owner='model-safety',
  mode='shadow',
  expires='2027-12-31',
)
JailbreakFound = Rule(
  when_all=[
    JailbreakPersistent or JailbreakVariants or JailbreakSpreads or JailbreakManyAccounts,
    not HasLabel(entity=Account, label='jailbreaker'),
  ],
  description='first finding of jailbreak probing in this account',
  policy='model/jailbreak',
  severity='medium',
  owner='model-safety',
)

WhenRules(rules_any=[JailbreakTry], then=[DeclareVerdict(verdict='observe')])
WhenRules(
  rules_any=[JailbreakPersistent, JailbreakVariants, JailbreakSpreads, JailbreakManyAccounts],
  then=[
    DeclareVerdict(verdict='throttle'),
    Throttle(entity=Account, per_minute=2, expires_after=TimeDelta(hours=6)),
    LabelAdd(entity=Account, label='jailbreaker', expires_after=TimeDelta(days=30)),
  ],
)
WhenRules(rules_any=[JailbreakSpreads, JailbreakInBusiness], then=[DeclareVerdict(verdict='review')])
WhenRules(
  rules_any=[JailbreakRelentless],
  then=[
    DeclareVerdict(verdict='block'),
    Suspend(entity=Account, expires_after=TimeDelta(days=1)),
    LabelAdd(entity=Account, label='suspended', expires_after=TimeDelta(days=1)),
    Notify(entity=Account, template='account-suspended'),
    Queue(queue='model-safety', entity=Account, priority=40),
  ],
)
WhenRules(rules_any=[JailbreakFound], then=[Queue(queue='model-safety', entity=Account, priority=30)])
