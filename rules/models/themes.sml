# What a text is about, as yes or no. The lists and patterns stand in config/signals.yaml.

Import(rules=['models/content.sml', 'models/identity.sml'])

JailbreakScore = Signal(name='jailbreak', target=Prompt)
AsksJailbreak = JailbreakScore != None and JailbreakScore >= 0.5

InjectionScore = Signal(name='tool_injection', target=ToolResult)
CarriesInjection = InjectionScore != None and InjectionScore >= 0.5

EvasionScore = Signal(name='malware_evasion', target=Prompt)
AsksEvasion = EvasionScore != None and EvasionScore >= 0.5

DefenceScore = Signal(name='malware_defence', target=Prompt)
AsksDefence = DefenceScore != None and DefenceScore >= 0.5

AffectionScore = Signal(name='affection', target=Prompt)
ShowsAffection = AffectionScore != None and AffectionScore >= 0.5

PersonaScore = Signal(name='scam_persona', target=Prompt)
PlaysPersona = PersonaScore != None and PersonaScore >= 0.5

MoneyScore = Signal(name='money_request', target=Prompt)
AsksMoney = MoneyScore != None and MoneyScore >= 0.5

FictionScore = Signal(name='fiction', target=Prompt)
WritesFiction = FictionScore != None and FictionScore >= 0.5

HarassmentScore = Signal(name='harassment', target=Prompt)
Harasses = HarassmentScore != None and HarassmentScore >= 0.5

InventedVoiceScore = Signal(name='invented_voice', target=Prompt)
AsksInventedVoice = InventedVoiceScore != None and InventedVoiceScore >= 0.5

PublicQuestionScore = Signal(name='public_question', target=Prompt)
AboutPublicQuestion = PublicQuestionScore != None and PublicQuestionScore >= 0.5

VarietyScore = Signal(name='variety_request', target=Prompt)
AsksVariety = VarietyScore != None and VarietyScore >= 0.5

ReasoningScore = Signal(name='reasoning_request', target=Prompt)
AsksReasoning = ReasoningScore != None and ReasoningScore >= 0.5

ThrowawayMailScore = Signal(name='throwaway_mail', target=MailDomain)
ThrowawayMail = ThrowawayMailScore != None and ThrowawayMailScore >= 0.5
