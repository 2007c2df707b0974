# Reseller relays: a few accounts carry the mixed traffic of many strangers. A licensed reseller does too, and names its
# customers in `end_user.id`.

Import(
  rules=[
    'models/activity.sml', 'models/clients.sml', 'models/content.sml', 'models/identity.sml', 'models/payments.sml'
  ]
)

Unnamed = IsPrompt and Surface == 'api' and EndUserId == None
KeyInstructions1d = Distinct(
  by=[ApiKey], value=InstructionsHash, within=TimeDelta(days=1), where=Unnamed, including_current=True
)
GatewayAccounts1d = Distinct(
  by=[Device], value=AccountId, within=TimeDelta(days=1), where=Unnamed, including_current=True
)
ConversationAccounts2d = Distinct(
  by=[Conversation], value=AccountId, within=TimeDelta(days=2), where=IsPrompt, including_current=True
)
ConversationOrganizations2d = Distinct(
  by=[Conversation], value=OrganizationId, within=TimeDelta(days=2), where=IsPrompt, including_current=True
)
Hops7d = Count(
  by=[Account], within=TimeDelta(days=7), where=IsPrompt and ConversationAccounts2d >= 2, including_current=True
)

RelayManyInstructions = Rule(
  when_all=[Unnamed, Plan in ['free', 'pro'], Hosting, KeyInstructions1d >= 8],
  description=f'{KeyInstructions1d} different system instructions on one key in a day, and no end users',
  policy='terms/unlicensed-resale',
  severity='medium',
  owner='partnerships',
)
RelayGateway = Rule(
  when_all=[Unnamed, Plan == 'pro', Hosting, GatewayAccounts1d >= 3, ActiveHours1d >= 12],
  description=f'{GatewayAccounts1d} accounts take turns at one gateway, at all hours',
  policy='terms/unlicensed-resale',
  severity='medium',
  owner='partnerships',
)
RelayHop = Rule(
  when_all=[IsPrompt, not VerifiedBusiness, ConversationAccounts2d >= 2, Hops7d >= 3],
  description=f'conversations go on in another account, {Hops7d} times in a week',
  policy='terms/unlicensed-resale',
  severity='high',
  owner='partnerships',
)
RelaySharedCard = Rule(
  when_all=[Unnamed, Plan == 'pro', Hosting, CardAccounts >= 2, KeyInstructions1d >= 4],
  description=f'{CardAccounts} accounts on one card, and many system instructions on one key',
  policy='terms/unlicensed-resale',
  severity='medium',
  owner='partnerships',
)
RelayAcrossOrganizations = Rule(
  when_all=[IsPrompt, ConversationOrganizations2d >= 2, not Verified],
  description='a conversation that two organisations take part in',
  policy='terms/unlicensed-resale',
  severity='low',
  owner='partnerships',
  mode='shadow',
  expires='2027-12-31',
)
RelayFound = Rule(
  when_all=[
    RelayManyInstructions or RelayGateway or RelayHop or RelaySharedCard,
    not HasLabel(entity=Account, label='relay'),
  ],
  description='first finding of unlicensed resale in this account',
  policy='terms/unlicensed-resale',
  severity='medium',
  owner='partnerships',
)

WhenRules(
  rules_any=[RelayManyInstructions, RelayGateway, RelayHop, RelaySharedCard],
  then=[
    DeclareVerdict(verdict='throttle'),
    Throttle(entity=Account, per_minute=10, expires_after=TimeDelta(days=1)),
    LabelAdd(entity=Account, label='relay', expires_after=TimeDelta(days=14)),
  ],
)
WhenRules(rules_any=[RelayAcrossOrganizations], then=[DeclareVerdict(verdict='observe')])
WhenRules(
  rules_any=[RelayFound],
  then=[
    Queue(queue='partnerships', entity=Account, priority=10),
    Notify(entity=Account, template='resale-needs-a-licence'),
  ],
)
