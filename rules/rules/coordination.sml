# The low-and-slow hydra: one job over many accounts, each under every limit. People who run a script from one tutorial
# have the same wording and the same library too, so these never convict alone: shared cards, or text that goes on in
# another account, must come with them. The answer is a person's look at all of them, not a limit on each.

Import(
  rules=[
    'models/activity.sml', 'models/clients.sml', 'models/content.sml', 'models/identity.sml', 'models/payments.sml'
  ]
)

Scripted = IsPrompt and Surface == 'api' and PromptLength >= 60 and not VerifiedBusiness
Quiet = Scripted and Prompts1d <= 40

# Equal wording from an equal client: how many accounts, and how many of them share a card with another organisation.
WordingAccounts7d = Distinct(
  by=[Opening, UserAgent], value=AccountId, within=TimeDelta(days=7), where=Scripted, including_current=True
)
WordingCardSharers7d = Distinct(
  by=[Opening, UserAgent],
  value=AccountId,
  within=TimeDelta(days=7),
  where=Scripted and CardOrganizations >= 2,
  including_current=True,
)
InstructionsAccounts7d = Distinct(
  by=[InstructionsHash, UserAgent], value=AccountId, within=TimeDelta(days=7), where=Scripted, including_current=True
)
InstructionsCardSharers7d = Distinct(
  by=[InstructionsHash, UserAgent],
  value=AccountId,
  within=TimeDelta(days=7),
  where=Scripted and CardOrganizations >= 2,
  including_current=True,
)

# The last four words of an answer and the first four of a question are equal where one goes on with the other, in
# whichever account.
_Answer = StringSplit(s=StringToLower(s=Completion))
_Answer1 = ListRead(list=_Answer, index=-4)
_Answer2 = ListRead(list=_Answer, index=-3)
_Answer3 = ListRead(list=_Answer, index=-2)
_Answer4 = ListRead(list=_Answer, index=-1)
TextEnd = HashMd5(input=f'{_Answer1} {_Answer2} {_Answer3} {_Answer4}')
_Question = StringSplit(s=PromptLower)
_Question1 = ListRead(list=_Question, index=0)
_Question2 = ListRead(list=_Question, index=1)
_Question3 = ListRead(list=_Question, index=2)
_Question4 = ListRead(list=_Question, index=3)
TextBegin = HashMd5(input=f'{_Question1} {_Question2} {_Question3} {_Question4}')
TextJoin = ResolveOptional(optional_value=TextBegin, default_value=TextEnd)
JoinAccounts1d = Distinct(
  by=[TextJoin],
  value=AccountId,
  within=TimeDelta(days=1),
  where=Surface == 'api' and (IsPrompt or IsCompletion),
  including_current=True,
)
JoinAnswers1d = Count(by=[TextJoin], within=TimeDelta(days=1), where=Surface == 'api' and IsCompletion)

HydraSharedCard = Rule(
  when_all=[Quiet, WordingAccounts7d >= 4, CardOrganizations >= 2],
  description=f'equal wording and client in {WordingAccounts7d} accounts; the card pays for {CardOrganizations} organisations',
  policy='integrity/coordinated-accounts',
  severity='medium',
  owner='integrity',
)
HydraWording = Rule(
  when_all=[Quiet, WordingAccounts7d >= 5, WordingCardSharers7d >= 2, WordingCardSharers7d * 5 >= WordingAccounts7d],
  description=f'{WordingCardSharers7d} of {WordingAccounts7d} accounts with equal wording and client share cards',
  policy='integrity/coordinated-accounts',
  severity='medium',
  owner='integrity',
)
HydraInstructions = Rule(
  when_all=[
    Quiet,
    InstructionsAccounts7d >= 5,
    InstructionsCardSharers7d >= 2,
    InstructionsCardSharers7d * 5 >= InstructionsAccounts7d,
  ],
  description=f'{InstructionsCardSharers7d} of {InstructionsAccounts7d} accounts with equal system instructions share cards',
  policy='integrity/coordinated-accounts',
  severity='medium',
  owner='integrity',
)
HydraContinues = Rule(
  when_all=[Scripted, JoinAnswers1d >= 1, JoinAccounts1d >= 2],
  description='goes on with a text that was answered in another account',
  policy='integrity/coordinated-accounts',
  severity='medium',
  owner='integrity',
)
HydraEqualWording = Rule(
  when_all=[Quiet, WordingAccounts7d >= 10],
  description=f'{WordingAccounts7d} quiet accounts with equal wording and client: one actor, or one tutorial?',
  policy='integrity/coordinated-accounts',
  severity='low',
  owner='integrity',
  mode='shadow',
  expires='2027-12-31',
)
HydraFound = Rule(
  when_all=[
    HydraSharedCard or HydraWording or HydraInstructions or HydraContinues,
    not HasLabel(entity=Account, label='coordinated'),
  ],
  description='first finding of coordination in this account',
  policy='integrity/coordinated-accounts',
  severity='medium',
  owner='integrity',
)

WhenRules(
  rules_any=[HydraSharedCard, HydraWording, HydraInstructions, HydraContinues],
  then=[
    DeclareVerdict(verdict='review'),
    LabelAdd(entity=Account, label='coordinated', expires_after=TimeDelta(days=30)),
  ],
)
WhenRules(rules_any=[HydraEqualWording], then=[DeclareVerdict(verdict='observe')])
WhenRules(
  rules_any=[HydraFound],
  then=[Queue(queue='integrity', entity=Account, priority=20)],
)
