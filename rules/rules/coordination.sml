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

# An answer's last six words stand again in the next question, at its beginning or its end, where one goes on with the
# other: in the same account that is a conversation, in another account it is one job in many hands.
_Answer = StringSplit(s=StringToLower(s=Completion))
_A1 = ListRead(list=_Answer, index=-6)
_A2 = ListRead(list=_Answer, index=-5)
_A3 = ListRead(list=_Answer, index=-4)
_A4 = ListRead(list=_Answer, index=-3)
_A5 = ListRead(list=_Answer, index=-2)
_A6 = ListRead(list=_Answer, index=-1)
AnswerEnd = HashMd5(input=f'{_A1} {_A2} {_A3} {_A4} {_A5} {_A6}')
_Question = StringSplit(s=PromptLower)
_B1 = ListRead(list=_Question, index=0)
_B2 = ListRead(list=_Question, index=1)
_B3 = ListRead(list=_Question, index=2)
_B4 = ListRead(list=_Question, index=3)
_B5 = ListRead(list=_Question, index=4)
_B6 = ListRead(list=_Question, index=5)
QuestionBegin = HashMd5(input=f'{_B1} {_B2} {_B3} {_B4} {_B5} {_B6}')
_E1 = ListRead(list=_Question, index=-6)
_E2 = ListRead(list=_Question, index=-5)
_E3 = ListRead(list=_Question, index=-4)
_E4 = ListRead(list=_Question, index=-3)
_E5 = ListRead(list=_Question, index=-2)
_E6 = ListRead(list=_Question, index=-1)
QuestionEnd = HashMd5(input=f'{_E1} {_E2} {_E3} {_E4} {_E5} {_E6}')
BeginJoin = ResolveOptional(optional_value=QuestionBegin, default_value=AnswerEnd)
EndJoin = ResolveOptional(optional_value=QuestionEnd, default_value=AnswerEnd)
_Answered = Surface == 'api' and IsCompletion
BeginJoinAccount = Last(by=[BeginJoin], value=AccountId, within=TimeDelta(days=1), where=_Answered)
EndJoinAccount = Last(by=[EndJoin], value=AccountId, within=TimeDelta(days=1), where=_Answered)
_BeginElsewhere = ResolveOptional(optional_value=BeginJoinAccount, default_value=AccountId) != AccountId
_EndElsewhere = ResolveOptional(optional_value=EndJoinAccount, default_value=AccountId) != AccountId
GoesOnElsewhere = Scripted and (_BeginElsewhere or _EndElsewhere)
Scripted7d = Count(by=[Account], within=TimeDelta(days=7), where=Scripted, including_current=True)
GoesOnElsewhere7d = Count(by=[Account], within=TimeDelta(days=7), where=GoesOnElsewhere, including_current=True)

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
  when_all=[GoesOnElsewhere, GoesOnElsewhere7d >= 3, GoesOnElsewhere7d * 2 >= Scripted7d],
  description=f'goes on with texts that were answered in other accounts, {GoesOnElsewhere7d} times in a week',
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
