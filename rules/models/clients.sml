# From where: device, address, network, library.

Device: Entity[str] = EntityJson(type='Device', path='$.client.device_id', required=False)
Network: Entity[str] = EntityJson(type='Network', path='$.client.ip', required=False)

DeviceId: str = JsonData(path='$.client.device_id', required=False)
ClientCountry: str = JsonData(path='$.client.country', required=False)
Asn: int = JsonData(path='$.client.asn', required=False)
Hosting: bool = JsonData(path='$.client.hosting', required=False)
UserAgent: str = JsonData(path='$.client.user_agent', required=False)
