# Influence operations: invented locals on one public question, over accounts that claim to be unrelated. An agency writes
# as many posts, in a brand's name, about many products, and is one verified organisation.

Import(rules=['models/content.sml', 'models/identity.sml', 'models/themes.sml'])

InventedLocal = IsPrompt and AsksInventedVoice and not WritesFiction
VoicedOpinion = InventedLocal and AboutPublicQuestion
InventedVoices7d = Count(by=[Account], within=TimeDelta(days=7), where=InventedLocal, including_current=True)
OpinionPieces7d = Count(
  by=[Account], within=TimeDelta(days=7), where=IsPrompt and AboutPublicQuestion, including_current=True
)
VarietyAsked7d = Count(by=[Account], within=TimeDelta(days=7), where=IsPrompt and AsksVariety, including_current=True)
VoicedOpinions7d = Count(by=[Account], within=TimeDelta(days=7), where=VoicedOpinion, including_current=True)
TalkingPointAccounts7d = Distinct(
  by=[Ending], value=AccountId, within=TimeDelta(days=7), where=VoicedOpinion and PromptLength >= 60, including_current=True
)
TaskAccounts7d = Distinct(
  by=[Opening], value=AccountId, within=TimeDelta(days=7), where=VoicedOpinion and PromptLength >= 60, including_current=True
)
Posts7d = Count(
  by=[Account],
  within=TimeDelta(days=7),
  where=EventType == 'tool_called' and ToolName == 'social.post',
  including_current=True,
)

InfluenceVoices = Rule(
  when_all=[VoicedOpinion, not VerifiedBusiness, VoicedOpinions7d >= 3],
  description=f'{VoicedOpinions7d} pieces on public questions in invented voices in a week',
  policy='integrity/influence-operation',
  severity='medium',
  owner='integrity',
)
InfluenceVariety = Rule(
  when_all=[VoicedOpinion, not VerifiedBusiness, VoicedOpinions7d >= 2, VarietyAsked7d >= 2],
  description='invented voices, and care that they do not look alike',
  policy='integrity/influence-operation',
  severity='medium',
  owner='integrity',
)
InfluenceTalkingPoint = Rule(
  when_all=[
    VoicedOpinion,
    not VerifiedBusiness,
    TalkingPointAccounts7d >= 3 or TaskAccounts7d >= 3,
    VoicedOpinions7d >= 2,
  ],
  description='invented voices with wording that several accounts share',
  policy='integrity/influence-operation',
  severity='high',
  owner='integrity',
)
InfluencePosting = Rule(
  when_all=[
    EventType == 'tool_called', ToolName == 'social.post', not VerifiedBusiness, InventedVoices7d >= 2, Posts7d >= 2
  ],
  description=f'invented voices, then {Posts7d} posts by an agent in a week',
  policy='integrity/influence-operation',
  severity='high',
  owner='integrity',
)
InfluenceOneQuestion = Rule(
  when_all=[IsPrompt, AboutPublicQuestion, not VerifiedBusiness, OpinionPieces7d >= 12],
  description=f'{OpinionPieces7d} requests on public questions in a week',
  policy='integrity/influence-operation',
  severity='low',
  owner='integrity',
  mode='shadow',
  expires='2027-12-31',
)
InfluenceFound = Rule(
  when_all=[
    InfluenceVoices or InfluenceVariety or InfluenceTalkingPoint or InfluencePosting,
    not HasLabel(entity=Account, label='influence_suspect'),
  ],
  description='first finding of manufactured opinion in this account',
  policy='integrity/influence-operation',
  severity='medium',
  owner='integrity',
)

WhenRules(
  rules_any=[InfluenceVoices, InfluenceVariety, InfluenceTalkingPoint, InfluencePosting],
  then=[
    DeclareVerdict(verdict='review'),
    LabelAdd(entity=Account, label='influence_suspect', expires_after=TimeDelta(days=30)),
  ],
)
WhenRules(
  rules_any=[InfluencePosting],
  then=[
    Throttle(entity=Account, per_minute=1, expires_after=TimeDelta(days=1)),
    Challenge(entity=Account, kind='identity', expires_after=TimeDelta(days=7)),
  ],
)
WhenRules(rules_any=[InfluenceOneQuestion], then=[DeclareVerdict(verdict='observe')])
WhenRules(
  rules_any=[InfluenceFound],
  then=[Queue(queue='integrity', entity=Account, priority=30)],
)
