# Ban evasion: somebody who abused comes back on the same device or card, and abuses again. A shared device or card says
# nothing by itself, so the earlier account's abuse is remembered on them and the new account's own conduct decides.

Import(
  rules=[
    'models/activity.sml',
    'models/clients.sml',
    'models/content.sml',
    'models/identity.sml',
    'models/payments.sml',
    'models/themes.sml',
  ]
)

Harassing7d = Count(by=[Account], within=TimeDelta(days=7), where=IsPrompt and Harasses, including_current=True)
HarassmentReports7d = Count(
  by=[Account],
  within=TimeDelta(days=7),
  where=IsReport and ReportReason in ['harassment', 'spam', 'other'],
  including_current=True,
)
OnAbuserDevice = HasLabel(entity=UsedDevice, label='abuser_device')
OnAbuserCard = HasLabel(entity=PaidWith, label='abuser_card')
FollowsAbuser = (OnAbuserDevice or OnAbuserCard) and not HasLabel(entity=Account, label='abusive') and AccountAge < 2592000

AbuseReported = Rule(
  when_all=[IsReport, HarassmentReports7d >= 2],
  description=f'{HarassmentReports7d} reports in a week',
  policy='integrity/harassment',
  severity='medium',
  owner='integrity',
)
AbuseRepeated = Rule(
  when_all=[IsPrompt, Harasses, Harassing7d >= 4, Refusals7d >= 2],
  description=f'{Harassing7d} harassing requests and {Refusals7d} refusals in a week',
  policy='integrity/harassment',
  severity='medium',
  owner='integrity',
)
AbuseReportedAndSeen = Rule(
  when_all=[IsPrompt or IsReport, Harassing7d >= 1, HarassmentReports7d >= 1],
  description='harassing requests, and a report from somebody else',
  policy='integrity/harassment',
  severity='medium',
  owner='integrity',
)
EvasionSignup = Rule(
  when_all=[IsSignup, HasLabel(entity=Device, label='abuser_device')],
  description='a new account on the device of an abusive one',
  policy='integrity/ban-evasion',
  severity='low',
  owner='integrity',
  mode='shadow',
  expires='2027-12-31',
)
EvasionConduct = Rule(
  when_all=[IsPrompt, Harasses, FollowsAbuser, not Trusted, NotSuspended],
  description='a new account on the device or card of an abusive one harasses again',
  policy='integrity/ban-evasion',
  severity='high',
  owner='integrity',
)
EvasionReported = Rule(
  when_all=[IsReport, FollowsAbuser, not Trusted, NotSuspended],
  description='a new account on the device or card of an abusive one is reported again',
  policy='integrity/ban-evasion',
  severity='high',
  owner='integrity',
)
AbuseFound = Rule(
  when_all=[AbuseReported or AbuseRepeated or AbuseReportedAndSeen, not HasLabel(entity=Account, label='abusive')],
  description='first finding of harassment in this account',
  policy='integrity/harassment',
  severity='medium',
  owner='integrity',
)

WhenRules(
  rules_any=[AbuseReported, AbuseRepeated, AbuseReportedAndSeen],
  then=[
    DeclareVerdict(verdict='review'),
    Throttle(entity=Account, per_minute=2, expires_after=TimeDelta(days=1)),
    LabelAdd(entity=Account, label='abusive', expires_after=TimeDelta(days=90)),
    LabelAdd(entity=UsedDevice, label='abuser_device', expires_after=TimeDelta(days=60)),
    LabelAdd(entity=PaidWith, label='abuser_card', expires_after=TimeDelta(days=60)),
  ],
)
WhenRules(rules_any=[EvasionSignup], then=[DeclareVerdict(verdict='observe')])
WhenRules(
  rules_any=[EvasionConduct, EvasionReported],
  then=[
    DeclareVerdict(verdict='block'),
    Suspend(entity=Account, expires_after=TimeDelta(days=7)),
    LabelAdd(entity=Account, label='suspended', expires_after=TimeDelta(days=7)),
    Notify(entity=Account, template='account-suspended'),
    Queue(queue='integrity', entity=Account, priority=40),
    LabelAdd(entity=Account, label='returned', expires_after=TimeDelta(days=90)),
  ],
)
WhenRules(
  rules_any=[AbuseFound],
  then=[Queue(queue='integrity', entity=Account, priority=30)],
)
