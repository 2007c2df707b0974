# The starter rule set: twelve kinds of abuse that AI platforms meet, and a baseline.
# Features live in models/, one file for each thing they describe; rules live in rules/, one file for each abuse area.

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

# A file runs for the events that it is about. Its windows count nothing else, so leaving it out changes no answer.
Require(rule='rules/account_farming.sml', require_if=IsSignup or IsPrompt)
Require(rule='rules/ban_evasion.sml', require_if=IsSignup or IsPrompt or IsReport)
Require(rule='rules/baseline.sml')
Require(rule='rules/card_testing.sml', require_if=IsPayment)
Require(rule='rules/coordination.sml', require_if=Surface == 'api' and (IsPrompt or IsCompletion))
Require(rule='rules/distillation.sml', require_if=Surface == 'api' and IsPrompt)
Require(rule='rules/influence.sml', require_if=IsPrompt or IsToolUse)
Require(rule='rules/jailbreak.sml', require_if=IsPrompt)
Require(rule='rules/key_theft.sml', require_if=Surface == 'api')
Require(rule='rules/malware.sml', require_if=IsPrompt or IsToolUse or IsUpload)
Require(rule='rules/resale.sml', require_if=IsPrompt)
Require(rule='rules/romance_scam.sml', require_if=IsPrompt or IsReport)
Require(rule='rules/tool_injection.sml', require_if=IsToolUse)
