# Card testing: many different cards on one account or device within minutes. Somebody whose card fails tries one card, or
# two; a bank's bad day fails many customers, with one card each. So different cards count, not declines.

Import(rules=['models/clients.sml', 'models/identity.sml', 'models/payments.sml'])

AccountCards1h = Distinct(
  by=[Account], value=CardFingerprint, within=TimeDelta(hours=1), where=IsPayment, including_current=True
)
AccountCards7d = Distinct(
  by=[Account], value=CardFingerprint, within=TimeDelta(days=7), where=IsPayment, including_current=True
)
DeviceCards1h = Distinct(
  by=[Device], value=CardFingerprint, within=TimeDelta(hours=1), where=IsPayment, including_current=True
)
DeviceCards1d = Distinct(
  by=[Device], value=CardFingerprint, within=TimeDelta(days=1), where=IsPayment, including_current=True
)
AddressCards1h = Distinct(
  by=[Network], value=CardFingerprint, within=TimeDelta(hours=1), where=IsPayment, including_current=True
)
DeviceDeclines1d = Count(by=[Device], within=TimeDelta(days=1), where=Declined, including_current=True)
Declines1h = Count(by=[Account], within=TimeDelta(hours=1), where=Declined, including_current=True)
IssuerCards1d = Distinct(
  by=[DeviceId, IssuerRange], value=CardFingerprint, within=TimeDelta(days=1), where=IsPayment, including_current=True
)
SmallPayment = IsPayment and Amount <= 5.0

CardsPerAccount = Rule(
  when_all=[IsPayment, AccountCards1h >= 3, Declines1h >= 2],
  description=f'{AccountCards1h} different cards in an hour, {Declines1h} declined',
  policy='fraud/card-testing',
  severity='high',
  owner='payments-risk',
)
CardsPerDevice = Rule(
  when_all=[IsPayment, DeviceCards1h >= 4, DeviceDeclines1d >= 2],
  description=f'{DeviceCards1h} different cards on one device in an hour',
  policy='fraud/card-testing',
  severity='high',
  owner='payments-risk',
)
CardsOfOneIssuer = Rule(
  when_all=[IsPayment, IssuerCards1d >= 3, DeviceDeclines1d >= 2],
  description=f'{IssuerCards1d} cards of one issuer range on one device in a day',
  policy='fraud/card-testing',
  severity='high',
  owner='payments-risk',
)
CardsFromElsewhere = Rule(
  when_all=[SmallPayment, CardCountry != ClientCountry, DeviceCards1d >= 3],
  description=f'small payments with {DeviceCards1d} cards, this one from {CardCountry}',
  policy='fraud/card-testing',
  severity='medium',
  owner='payments-risk',
)
CardsPerAddress = Rule(
  when_all=[SmallPayment, Declined, AddressCards1h >= 6, Hosting],
  description=f'{AddressCards1h} different cards from one hosting address in an hour',
  policy='fraud/card-testing',
  severity='medium',
  owner='payments-risk',
)
CardTesterMarked = Rule(
  when_all=[IsPayment, HasLabel(entity=Device, label='card_tester')],
  description='a payment on a device that tested cards',
  policy='fraud/card-testing',
  severity='high',
  owner='payments-risk',
)
CardTestingSpree = Rule(
  when_all=[IsPayment, not Trusted, NotSuspended, not VerifiedBusiness, AccountCards7d >= 8],
  description=f'{AccountCards7d} different cards on one account in a week',
  policy='fraud/card-testing',
  severity='critical',
  owner='payments-risk',
)
CardTestingFound = Rule(
  when_all=[CardsPerAccount or CardsPerDevice or CardsOfOneIssuer, not HasLabel(entity=Account, label='card_tester')],
  description='first finding of card testing in this account',
  policy='fraud/card-testing',
  severity='high',
  owner='payments-risk',
)

WhenRules(
  rules_any=[CardsPerAccount, CardsPerDevice, CardsOfOneIssuer, CardsFromElsewhere, CardsPerAddress, CardTesterMarked],
  then=[
    Block(reason='card testing'),
    DeclareVerdict(verdict='block'),
    Challenge(entity=Account, kind='payment', expires_after=TimeDelta(days=1)),
    LabelAdd(entity=Account, label='card_tester', expires_after=TimeDelta(days=14)),
  ],
)
WhenRules(
  rules_any=[CardsPerAccount, CardsPerDevice, CardsOfOneIssuer],
  then=[LabelAdd(entity=Device, label='card_tester', expires_after=TimeDelta(days=3))],
)
WhenRules(
  rules_any=[CardTestingFound],
  then=[Queue(queue='payments-risk', entity=Account, priority=40)],
)
WhenRules(
  rules_any=[CardTestingSpree],
  then=[
    DeclareVerdict(verdict='block'),
    Suspend(entity=Account, expires_after=TimeDelta(days=2)),
    LabelAdd(entity=Account, label='suspended', expires_after=TimeDelta(days=2)),
    Notify(entity=Account, template='account-suspended'),
    Queue(queue='payments-risk', entity=Account, priority=50),
  ],
)
