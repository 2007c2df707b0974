# The low-and-slow hydra: one job over many accounts, each under every limit. People who run a script from one tutorial
# have the same wording and the same library too, so these never convict alone: shared cards or text that goes on in
# another account must come with them. The answer is a person's look at all of them, not a limit on each.

Import(
  rules=[
    'models/activity.sml', 'models/clients.sml', 'models/content.sml', 'models/identity.sml', 'models/payments.sml'
  ]
)

# The end of what was answered, and the beginning of what is asked next: equal where one continues the other.
TextEnd = HashMd5(input=StringSlice(s=StringStrip(s=StringToLower(s=Completion)), start=-24, end=100000))
TextBegin = HashMd5(input=StringSlice(s=PromptLower, start=0, end=24))
# A text join is the end of a completion or the beginning of a prompt, so that both meet under one key.
TextJoin = ResolveOptional(optional_value=TextBegin, default_value=TextEnd)
JoinAccounts2d = Distinct(by=[TextJoin], value=AccountId, within=TimeDelta(days=2), where=IsPrompt or IsCompletion, including_current=True)
JoinOfAnswer2d = Count(by=[TextJoin], within=TimeDelta(days=2), where=IsCompletion)

WordingAccounts14d = Distinct(
  by=[Opening], value=AccountId, within=TimeDelta(days=14), where=IsPrompt and PromptLength >= 60, including_current=True
)
WordingCards14d = Distinct(
  by=[Opening, UserAgent], value=AccountCard, within=TimeDelta(days=14), where=IsPrompt and PromptLength >= 60, including_current=True
)
WordingClientAccounts14d = Distinct(
  by=[Opening, UserAgent], value=AccountId, within=TimeDelta(days=14), where=IsPrompt and PromptLength >= 60, including_current=True
)
InstructionsAccounts14d = Distinct(
  by=[InstructionsHash], value=AccountId, within=TimeDelta(days=14), where=IsPrompt, including_current=True
)
InstructionsCards14d = Distinct(
  by=[InstructionsHash], value=AccountCard, within=TimeDelta(days=14), where=IsPrompt, including_current=True
)

HydraSharedCard = Rule(
  when_all=[
    IsPrompt, not VerifiedBusiness, Prompts1d <= 40, CardOrganizations >= 2, WordingClientAccounts14d >= 4, WordingAccounts14d <= 200
  ],
  description=f'equal wording and client in {WordingClientAccounts14d} accounts; this card pays for {CardOrganizations} organisations',
  policy='integrity/coordinated-accounts',
  severity='medium',
  owner='integrity',
)
HydraFewCards = Rule(
  when_all=[IsPrompt, not VerifiedBusiness, WordingClientAccounts14d >= 6, WordingCards14d >= 1, WordingCards14d * 2 <= WordingClientAccounts14d],
  description=f'{WordingClientAccounts14d} accounts with equal wording and client on {WordingCards14d} cards',
  policy='integrity/coordinated-accounts',
  severity='low',
  owner='integrity',
  mode='shadow',
  expires='2027-12-31',
)
HydraInstructions = Rule(
  when_all=[
    IsPrompt, not VerifiedBusiness, InstructionsAccounts14d >= 4, InstructionsCards14d * 4 <= InstructionsAccounts14d * 3, CardOrganizations >= 2
  ],
  description=f'equal system instructions in {InstructionsAccounts14d} accounts that share cards',
  policy='integrity/coordinated-accounts',
  severity='medium',
  owner='integrity',
)
HydraContinues = Rule(
  when_all=[IsPrompt, PromptLength >= 40, JoinOfAnswer2d >= 1, JoinAccounts2d >= 2, not VerifiedBusiness],
  description='goes on with a text that was answered in another account',
  policy='integrity/coordinated-accounts',
  severity='medium',
  owner='integrity',
)

WhenRules(
  rules_any=[HydraSharedCard, HydraInstructions, HydraContinues],
  then=[
    DeclareVerdict(verdict='review'),
    Queue(queue='integrity', entity=Account, priority=20),
    LabelAdd(entity=Account, label='coordinated', expires_after=TimeDelta(days=30)),
  ],
)
WhenRules(rules_any=[HydraFewCards], then=[DeclareVerdict(verdict='observe')])
