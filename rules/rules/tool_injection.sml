# Prompt injection through tools: hostile text comes back from a tool, and then something leaves the house. The account is
# a victim: the call is stopped and its owner is told. An agent that reads such a page and goes on with its task is left alone.

Import(rules=['models/content.sml', 'models/identity.sml', 'models/themes.sml'])

HostileResult = EventType == 'tool_returned' and CarriesInjection
OutwardCall = EventType == 'tool_called' and ToolName in ['mail.send', 'http.post']
HostileResults15m = Count(by=[Conversation], within=TimeDelta(minutes=15), where=HostileResult)
HostileResultsPerAccount1d = Count(
  by=[Account], within=TimeDelta(days=1), where=HostileResult, including_current=True
)
SourceAccounts7d = Distinct(
  by=[ToolSource], value=AccountId, within=TimeDelta(days=7), where=HostileResult, including_current=True
)

InjectionRead = Rule(
  when_all=[HostileResult],
  description='a tool returned text that gives orders to the model',
  policy='security/tool-injection',
  severity='low',
  owner='agent-security',
)
InjectionObeyed = Rule(
  when_all=[OutwardCall, HostileResults15m >= 1],
  description=f'{ToolName} within 15 minutes of a result that gives orders to the model',
  policy='security/tool-injection',
  severity='high',
  owner='agent-security',
)
InjectionObeyedFound = Rule(
  when_all=[OutwardCall, HostileResults15m >= 1, not HasLabel(entity=Conversation, label='exfiltrated')],
  description='first outward call after a hostile result in this conversation',
  policy='security/tool-injection',
  severity='high',
  owner='agent-security',
)
# About a source, not about its readers, who are victims or on guard: in shadow until a list of sources can hold it.
InjectionCampaign = Rule(
  when_all=[HostileResult, SourceAccounts7d >= 3, not HasLabel(entity=Conversation, label='injected')],
  description=f'one source with orders to the model has reached {SourceAccounts7d} accounts in a week',
  policy='security/tool-injection',
  severity='medium',
  owner='agent-security',
  mode='shadow',
  expires='2027-12-31',
)
InjectionCollector = Rule(
  when_all=[HostileResult, HostileResultsPerAccount1d >= 10],
  description=f'{HostileResultsPerAccount1d} hostile results in a day: reads them on purpose?',
  policy='security/tool-injection',
  severity='low',
  owner='agent-security',
  mode='shadow',
  expires='2027-12-31',
)

WhenRules(
  rules_any=[InjectionRead],
  then=[
    LabelAdd(entity=Conversation, label='injected', expires_after=TimeDelta(days=1)), DeclareVerdict(verdict='observe')
  ],
)
WhenRules(
  rules_any=[InjectionObeyed],
  then=[
    Block(reason='outward call after a hostile tool result'),
    DeclareVerdict(verdict='block'),
    LabelAdd(entity=Conversation, label='exfiltrated', expires_after=TimeDelta(days=7)),
  ],
)
WhenRules(
  rules_any=[InjectionCampaign],
  then=[DeclareVerdict(verdict='review'), Queue(queue='agent-security', entity=Conversation, priority=10)],
)
WhenRules(rules_any=[InjectionCollector], then=[DeclareVerdict(verdict='observe')])
WhenRules(
  rules_any=[InjectionObeyedFound],
  then=[
    Notify(entity=Account, template='agent-may-have-been-misled'),
    Queue(queue='agent-security', entity=Conversation, priority=60),
  ],
)
