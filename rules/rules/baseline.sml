# What holds on any platform: limits on pace, restricted classes, sessions in two places, strain on a new account.

Import(
  rules=[
    'models/activity.sml', 'models/clients.sml', 'models/content.sml', 'models/identity.sml', 'models/themes.sml'
  ]
)

SessionCountries1h = Distinct(
  by=[Session], value=ClientCountry, within=TimeDelta(hours=1), where=Surface != 'api', including_current=True
)
LoginCountries2h = Distinct(
  by=[Account], value=ClientCountry, within=TimeDelta(hours=2), where=EventType == 'login', including_current=True
)
AccountReporters30d = Count(by=[Account], within=TimeDelta(days=30), where=IsReport, including_current=True)

RestrictedClass = Rule(
  when_all=[OpaqueFlag != None],
  description='the platform matched a restricted class; people with clearance decide',
  policy='safety/restricted-class',
  severity='critical',
  owner='child-safety',
)
BurstFree = Rule(
  when_all=[IsPrompt, Plan == 'free', Prompts1m >= 30],
  description=f'{Prompts1m} requests in a minute on the free plan',
  policy='platform/fair-use',
  severity='low',
  owner='platform',
)
BurstPaid = Rule(
  when_all=[IsPrompt, Plan in ['pro', 'team'], Prompts1m >= 120],
  description=f'{Prompts1m} requests in a minute',
  policy='platform/fair-use',
  severity='low',
  owner='platform',
)
NewAccountBurn = Rule(
  when_all=[IsPrompt, Plan == 'free', AccountAge < 86400, Prompts1h >= 60],
  description=f'{Prompts1h} requests in an hour in an account younger than a day',
  policy='platform/fair-use',
  severity='low',
  owner='platform',
)
TokenBurn = Rule(
  when_all=[IsCompletion, Plan == 'free', OutputTokens1h > 200000.0],
  description='more than 200,000 output tokens in an hour on the free plan',
  policy='platform/fair-use',
  severity='low',
  owner='platform',
)
ReportedOften = Rule(
  when_all=[IsReport, AccountReporters30d == 3],
  description=f'{AccountReporters30d} reports in 30 days',
  policy='platform/reports',
  severity='medium',
  owner='integrity',
)
RefusalsManyNew = Rule(
  when_all=[Refused, AccountAge < 604800, Refusals1h == 6],
  description=f'{Refusals1h} refusals in an hour in the first week',
  policy='platform/reports',
  severity='low',
  owner='integrity',
)
SessionInTwoCountries = Rule(
  when_all=[SessionCountries1h >= 2, Surface != 'api'],
  description=f'one session in {SessionCountries1h} countries within an hour',
  policy='security/session',
  severity='low',
  owner='account-security',
  mode='shadow',
  expires='2027-12-31',
)
LoginsFarApart = Rule(
  when_all=[EventType == 'login', LoginCountries2h >= 3],
  description=f'sign-ins from {LoginCountries2h} countries within two hours',
  policy='security/session',
  severity='medium',
  owner='account-security',
)
ThrowawayPaid = Rule(
  when_all=[IsSignup, ThrowawayMail, Plan != 'free'],
  description='a paid account with throw-away mail',
  policy='platform/fair-use',
  severity='low',
  owner='fraud',
  mode='shadow',
  expires='2027-12-31',
)

WhenRules(
  rules_any=[RestrictedClass],
  then=[
    Block(reason='restricted class'), DeclareVerdict(verdict='block'), Queue(queue='restricted', entity=Account, priority=100)
  ],
)
WhenRules(
  rules_any=[BurstFree, BurstPaid, NewAccountBurn, TokenBurn],
  then=[
    DeclareVerdict(verdict='throttle'),
    Throttle(entity=Account, per_minute=20, expires_after=TimeDelta(minutes=30)),
  ],
)
WhenRules(
  rules_any=[ReportedOften, RefusalsManyNew],
  then=[DeclareVerdict(verdict='review'), Queue(queue='integrity', entity=Account, priority=15)],
)
WhenRules(
  rules_any=[LoginsFarApart],
  then=[
    DeclareVerdict(verdict='challenge'),
    Challenge(entity=Account, kind='sign-in', expires_after=TimeDelta(hours=12)),
    Notify(entity=Account, template='sign-in-from-a-new-place'),
  ],
)
WhenRules(rules_any=[SessionInTwoCountries, ThrowawayPaid], then=[DeclareVerdict(verdict='observe')])
