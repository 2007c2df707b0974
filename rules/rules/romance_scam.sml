# Romance scams: affection towards many, then money. A novelist's characters want money inside a plot, on one device, and
# nobody reports them.

Import(
  rules=[
    'models/activity.sml', 'models/clients.sml', 'models/content.sml', 'models/identity.sml', 'models/themes.sml'
  ]
)

Affectionate = IsPrompt and (ShowsAffection or PlaysPersona) and not WritesFiction
InPersona = IsPrompt and PlaysPersona and not WritesFiction
MoneyTalk = IsPrompt and AsksMoney and not WritesFiction
Affection14d = Count(by=[Account], within=TimeDelta(days=14), where=Affectionate, including_current=True)
Persona14d = Count(by=[Account], within=TimeDelta(days=14), where=InPersona, including_current=True)
MoneyTalk7d = Count(by=[Account], within=TimeDelta(days=7), where=MoneyTalk, including_current=True)
DeviceLovers14d = Distinct(
  by=[Device], value=AccountId, within=TimeDelta(days=14), where=Affectionate, including_current=True
)
AddressLovers7d = Distinct(
  by=[Network], value=AccountId, within=TimeDelta(days=7), where=Affectionate, including_current=True
)
ScriptAccounts14d = Distinct(
  by=[Ending], value=AccountId, within=TimeDelta(days=14), where=Affectionate and PromptLength >= 60, including_current=True
)
ScamReports14d = Count(
  by=[Account], within=TimeDelta(days=14), where=IsReport and ReportReason == 'scam', including_current=True
)
MoneyAfterAffection = Sequence(
  steps=[Affectionate, MoneyTalk], by=[Account], within=TimeDelta(days=14), including_current=True
)

RomanceThenMoney = Rule(
  when_all=[MoneyTalk, MoneyAfterAffection, Affection14d >= 5],
  description=f'{Affection14d} affectionate messages in two weeks, then money',
  policy='fraud/romance-scam',
  severity='medium',
  owner='fraud',
)
RomanceSharedDesk = Rule(
  when_all=[Affectionate, DeviceLovers14d >= 2 or AddressLovers7d >= 3, Affection14d >= 4],
  description='several accounts write affectionate messages from one desk',
  policy='fraud/romance-scam',
  severity='medium',
  owner='fraud',
)
RomancePersona = Rule(
  when_all=[InPersona, Persona14d >= 4, DeviceLovers14d >= 2 or AddressLovers7d >= 2],
  description=f'{Persona14d} messages in the voice of somebody far away, and others at the same desk do so too',
  policy='fraud/romance-scam',
  severity='medium',
  owner='fraud',
)
RomancePersonaMoney = Rule(
  when_all=[MoneyTalk, Persona14d >= 3],
  description=f'money, after {Persona14d} messages in the voice of somebody far away',
  policy='fraud/romance-scam',
  severity='high',
  owner='fraud',
)
RomanceSharedScript = Rule(
  when_all=[Affectionate, ScriptAccounts14d >= 3, Affection14d >= 5],
  description=f'an affectionate script that {ScriptAccounts14d} accounts use',
  policy='fraud/romance-scam',
  severity='medium',
  owner='fraud',
)
RomanceReported = Rule(
  when_all=[IsReport or MoneyTalk, ScamReports14d >= 1, Affection14d >= 3],
  description=f'{Affection14d} affectionate messages, and a target reported a scam',
  policy='fraud/romance-scam',
  severity='high',
  owner='fraud',
)
RomanceRing = Rule(
  when_all=[
    MoneyTalk,
    not Trusted,
    NotSuspended,
    HasLabel(entity=Account, label='romance_scam_suspect'),
    ScamReports14d >= 1,
    DeviceLovers14d >= 2 or AddressLovers7d >= 3,
  ],
  description='money, a report of a scam, and a desk shared with other accounts that do the same',
  policy='fraud/romance-scam',
  severity='high',
  owner='fraud',
)
RomanceFound = Rule(
  when_all=[
    RomanceThenMoney or RomanceSharedDesk or RomanceSharedScript or RomancePersona or RomancePersonaMoney or RomanceReported,
    not HasLabel(entity=Account, label='romance_scam_suspect'),
  ],
  description='first finding of a romance scam in this account',
  policy='fraud/romance-scam',
  severity='medium',
  owner='fraud',
)

WhenRules(
  rules_any=[RomanceThenMoney, RomanceSharedDesk, RomanceSharedScript, RomancePersona, RomancePersonaMoney, RomanceReported],
  then=[
    DeclareVerdict(verdict='review'),
    LabelAdd(entity=Account, label='romance_scam_suspect', expires_after=TimeDelta(days=30)),
  ],
)
WhenRules(
  rules_any=[RomanceReported],
  then=[Throttle(entity=Account, per_minute=1, expires_after=TimeDelta(days=1))],
)
WhenRules(
  rules_any=[RomanceRing],
  then=[
    DeclareVerdict(verdict='block'),
    Suspend(entity=Account, expires_after=TimeDelta(days=3)),
    LabelAdd(entity=Account, label='suspended', expires_after=TimeDelta(days=3)),
    Notify(entity=Account, template='account-suspended'),
    Queue(queue='fraud', entity=Account, priority=50),
  ],
)
WhenRules(
  rules_any=[RomanceFound],
  then=[Queue(queue='fraud', entity=Account, priority=40)],
)
