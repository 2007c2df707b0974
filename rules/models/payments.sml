# Who pays: cards, and through them accounts that claim to be unrelated.

Import(rules=['models/identity.sml'])

Card: Entity[str] = EntityJson(type='Payment', path='$.payment.fingerprint', required=False)
CardFingerprint: str = JsonData(path='$.payment.fingerprint', required=False)
CardCountry: str = JsonData(path='$.payment.card_country', required=False)
IssuerRange: str = JsonData(path='$.payment.bin', required=False)
Amount: float = JsonData(path='$.payment.amount', required=False)
PaymentOutcome: str = JsonData(path='$.payment.outcome', required=False)
IsPayment = EventType == 'payment_attempted'
Declined = IsPayment and PaymentOutcome == 'declined'

# The card an account last paid with, known on all its later events, and how many accounts and organisations use it.
AccountCard = Last(
  by=[Account], value=CardFingerprint, within=TimeDelta(days=35), where=PaymentOutcome == 'approved', including_current=True
)
CardAccounts = Distinct(by=[AccountCard], value=AccountId, within=TimeDelta(days=30), including_current=True)
CardOrganizations = Distinct(
  by=[AccountCard], value=OrganizationId, within=TimeDelta(days=30), including_current=True
)
PaidWith = Entity(type='Payment', id=AccountCard)
