# Who: the subjects of an event and what the platform knows of the account.
# Every field is optional on purpose: which of them an event has depends on its type.

EventType = GetActionName()
Surface: str = JsonData(path='$.surface', required=False)

Account: Entity[str] = EntityJson(type='Account', path='$.account.id', required=False)
Organization: Entity[str] = EntityJson(type='Organization', path='$.organization.id', required=False)
ApiKey: Entity[str] = EntityJson(type='ApiKey', path='$.api_key.id', required=False)
EndUser: Entity[str] = EntityJson(type='EndUser', path='$.end_user.id', required=False)
Session: Entity[str] = EntityJson(type='Session', path='$.session.id', required=False)
Conversation: Entity[str] = EntityJson(type='Conversation', path='$.conversation.id', required=False)

# The same identifiers as plain strings, for windows that count how many different ones there are.
AccountId: str = JsonData(path='$.account.id', required=False)
OrganizationId: str = JsonData(path='$.organization.id', required=False)
EndUserId: Optional[str] = JsonData(path='$.end_user.id', required=False)

Plan: str = JsonData(path='$.account.plan', required=False)
Verified: bool = JsonData(path='$.account.verified', required=False)
SignupCountry: str = JsonData(path='$.account.country', required=False)
Email: str = JsonData(path='$.account.email', required=False)
EmailName = EmailLocalPart(email=Email)
MailDomain: str = JsonData(path='$.account.email_domain', required=False)
CreatedAt: str = JsonData(path='$.account.created_at', required=False)
AccountAge = TimeSince(timestamp=CreatedAt)
# Hours since sign-up, as a whole number: the hours in which an account is active are counted with it.
AccountHour = GetTimedeltaBucket(timedelta=AccountAge, granularity_seconds=3600)

# A company that the platform has checked. Reviewed by people when something is wrong, not acted on automatically.
VerifiedBusiness = Verified and Plan in ['team', 'enterprise']
# Suspended by a rule of this set. A suspending rule doesn't fire again while the label lasts: the account is told once,
# and a person who takes the suspension back is not overruled by the next event.
NotSuspended = not HasLabel(entity=Account, label='suspended')
# Looked at by a person and found fine: rules may still observe, they don't suspend.
Trusted = HasLabel(entity=Account, label='trusted') or HasLabel(entity=Organization, label='trusted')
