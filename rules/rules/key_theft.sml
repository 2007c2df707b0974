# Key theft and resale: an API key is used by many strangers at once. The owner is a victim: the key is slowed down and
# the owner is told; the account is not touched. A team that travels brings its own devices, one country after another.

Import(rules=['models/clients.sml', 'models/content.sml', 'models/identity.sml'])

KeyUses7d = Count(by=[ApiKey], within=TimeDelta(days=7), where=IsPrompt)
KeyUses1h = Count(by=[ApiKey], within=TimeDelta(hours=1), where=IsPrompt, including_current=True)
KeyDeviceUses7d = Count(by=[ApiKey, Device], within=TimeDelta(days=7))
_KeyNetwork = f'{ApiKey}/{Asn}'
KeyNetworkUses7d = Count(by=[_KeyNetwork], within=TimeDelta(days=7))
# A key needs some history before a device can be new to it.
StrangeDevice = IsPrompt and KeyUses7d >= 20 and KeyDeviceUses7d == 0
StrangeDevices1d = Count(by=[ApiKey], within=TimeDelta(days=1), where=StrangeDevice, including_current=True)
KeyCountries1h = Distinct(
  by=[ApiKey], value=ClientCountry, within=TimeDelta(hours=1), where=IsPrompt, including_current=True
)
KeyCountries6h = Distinct(
  by=[ApiKey], value=ClientCountry, within=TimeDelta(hours=6), where=IsPrompt, including_current=True
)
KeyDevices6h = Distinct(
  by=[ApiKey], value=DeviceId, within=TimeDelta(hours=6), where=IsPrompt, including_current=True
)
KeyLibraries1d = Distinct(
  by=[ApiKey], value=UserAgent, within=TimeDelta(days=1), where=IsPrompt, including_current=True
)

KeyTried = Rule(
  when_all=[StrangeDevice, KeyNetworkUses7d == 0, MaxTokens <= 32],
  description='a tiny request with this key from a device and a network that are new to it',
  policy='security/key-theft',
  severity='low',
  owner='account-security',
)
KeyManyCountries = Rule(
  when_all=[IsPrompt, KeyCountries1h >= 3 or KeyCountries6h >= 4, KeyDevices6h >= 4, StrangeDevices1d >= 3],
  description=f'one key in {KeyCountries6h} countries on {KeyDevices6h} devices within six hours',
  policy='security/key-theft',
  severity='high',
  owner='account-security',
)
KeyTriedThenSpread = Rule(
  when_all=[IsPrompt, HasLabel(entity=ApiKey, label='key_probed'), KeyCountries6h >= 3, StrangeDevices1d >= 2],
  description=f'a key that was tried by a stranger is now used in {KeyCountries6h} countries',
  policy='security/key-theft',
  severity='high',
  owner='account-security',
)
KeyManyLibraries = Rule(
  when_all=[IsPrompt, KeyLibraries1d >= 5, StrangeDevices1d >= 4, KeyCountries6h >= 2],
  description=f'one key with {KeyLibraries1d} client libraries and {StrangeDevices1d} new devices in a day',
  policy='security/key-theft',
  severity='medium',
  owner='account-security',
)
KeySurge = Rule(
  when_all=[IsPrompt, StrangeDevices1d >= 3, KeyUses1h >= 20, KeyUses1h * 168 > KeyUses7d * 5],
  description=f'{KeyUses1h} requests in an hour, five times the usual, from new devices',
  policy='security/key-theft',
  severity='medium',
  owner='account-security',
)
KeyLeakFound = Rule(
  when_all=[
    KeyManyCountries or KeyTriedThenSpread or KeyManyLibraries or KeySurge,
    not HasLabel(entity=ApiKey, label='key_leaked'),
  ],
  description='first finding that this key is used by strangers',
  policy='security/key-theft',
  severity='high',
  owner='account-security',
)
LeakedKeyInUse = Rule(
  when_all=[StrangeDevice, HasLabel(entity=ApiKey, label='key_leaked')],
  description='another new device on a key that has leaked',
  policy='security/key-theft',
  severity='high',
  owner='account-security',
)

WhenRules(
  rules_any=[KeyTried],
  then=[
    LabelAdd(entity=ApiKey, label='key_probed', expires_after=TimeDelta(days=7)),
    DeclareVerdict(verdict='observe'),
  ],
)
WhenRules(
  rules_any=[KeyManyCountries, KeyTriedThenSpread, KeyManyLibraries, KeySurge],
  then=[
    DeclareVerdict(verdict='throttle'),
    Throttle(entity=ApiKey, per_minute=10, expires_after=TimeDelta(hours=12)),
    LabelAdd(entity=ApiKey, label='key_leaked', expires_after=TimeDelta(days=7)),
  ],
)
WhenRules(
  rules_any=[KeyLeakFound],
  then=[
    Notify(entity=Account, template='api-key-may-have-leaked'),
    Queue(queue='account-security', entity=ApiKey, priority=50),
  ],
)
WhenRules(
  rules_any=[LeakedKeyInUse],
  then=[Block(reason='new device on a leaked key'), DeclareVerdict(verdict='block')],
)
