# Distillation: a large set of questions, asked once each, in a few scaffolds, over many accounts that share cards. A team
# that evaluates models asks the same items again, and is one organisation.

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

Scaffolded = IsPrompt and Surface == 'api' and AsksReasoning and PromptLength >= 60
ScaffoldOrganizations1d = Distinct(
  by=[Opening], value=OrganizationId, within=TimeDelta(days=1), where=Scaffolded, including_current=True
)
ScaffoldEndOrganizations1d = Distinct(
  by=[Ending], value=OrganizationId, within=TimeDelta(days=1), where=Scaffolded, including_current=True
)
ScaffoldedPrompts1d = Count(by=[Account], within=TimeDelta(days=1), where=Scaffolded, including_current=True)
AskedBefore14d = Count(by=[PromptHash], within=TimeDelta(days=14), where=IsPrompt and Surface == 'api')
RepeatedItems7d = Count(by=[Organization], within=TimeDelta(days=7), where=AskedBefore14d > 0)

DistillSharedScaffold = Rule(
  when_all=[
    Scaffolded,
    Hosting,
    MaxTokens >= 512,
    AskedBefore14d == 0,
    not VerifiedBusiness,
    ScaffoldOrganizations1d >= 4 or ScaffoldEndOrganizations1d >= 4,
  ],
  description=f'a scaffold that asks for reasoning, from {ScaffoldOrganizations1d} organisations on servers in a day',
  policy='model/distillation',
  severity='medium',
  owner='model-security',
)
DistillSharedCard = Rule(
  when_all=[Scaffolded, CardOrganizations >= 3, RepeatedItems7d <= 2],
  description=f'a scaffold that asks for reasoning; the card pays for {CardOrganizations} organisations',
  policy='model/distillation',
  severity='high',
  owner='model-security',
)
DistillEvenPace = Rule(
  when_all=[Scaffolded, Hosting, ActiveHours1d >= 18, ScaffoldedPrompts1d >= 30, RepeatedItems7d <= 2],
  description=f'{ScaffoldedPrompts1d} scaffolded questions in {ActiveHours1d} different hours of a day, none asked twice',
  policy='model/distillation',
  severity='medium',
  owner='model-security',
)
DistillConfirmed = Rule(
  when_all=[
    Scaffolded,
    not Trusted,
    NotSuspended,
    not VerifiedBusiness,
    HasLabel(entity=Account, label='distillation_suspect', min_label_age=TimeDelta(hours=12)),
    CardOrganizations >= 4,
    ActiveHours1d >= 16,
  ],
  description=f'scaffolded questions day and night for half a day after a first finding; {CardOrganizations} organisations on a card',
  policy='model/distillation',
  severity='high',
  owner='model-security',
)
DistillFound = Rule(
  when_all=[
    DistillSharedScaffold or DistillSharedCard or DistillEvenPace,
    not HasLabel(entity=Account, label='distillation_suspect'),
  ],
  description='first finding of distillation in this account',
  policy='model/distillation',
  severity='medium',
  owner='model-security',
)

WhenRules(
  rules_any=[DistillSharedScaffold, DistillSharedCard, DistillEvenPace],
  then=[
    DeclareVerdict(verdict='throttle'),
    Throttle(entity=Account, per_minute=2, expires_after=TimeDelta(days=1)),
    LabelAdd(entity=Account, label='distillation_suspect', expires_after=TimeDelta(days=14)),
  ],
)
WhenRules(
  rules_any=[DistillConfirmed],
  then=[
    DeclareVerdict(verdict='block'),
    Suspend(entity=Account, expires_after=TimeDelta(days=3)),
    LabelAdd(entity=Account, label='suspended', expires_after=TimeDelta(days=3)),
    Notify(entity=Account, template='account-suspended'),
    Queue(queue='model-security', entity=Account, priority=40),
  ],
)
WhenRules(
  rules_any=[DistillFound],
  then=[Queue(queue='model-security', entity=Account, priority=20)],
)
