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

Require(rule='rules/account_farming.sml')
Require(rule='rules/ban_evasion.sml')
Require(rule='rules/baseline.sml')
Require(rule='rules/card_testing.sml')
Require(rule='rules/coordination.sml')
Require(rule='rules/distillation.sml')
Require(rule='rules/influence.sml')
Require(rule='rules/jailbreak.sml')
Require(rule='rules/key_theft.sml')
Require(rule='rules/malware.sml')
Require(rule='rules/resale.sml')
Require(rule='rules/romance_scam.sml')
Require(rule='rules/tool_injection.sml')
