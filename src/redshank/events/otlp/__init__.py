"""OpenTelemetry traces of model calls as events: OTLP/HTTP in protobuf or JSON, GenAI semantic conventions."""
