# What was asked and answered. Strings from here are content: kept apart and shown only after a logged reveal.

Import(rules=['models/identity.sml'])

Prompt: str = JsonData(path='$.prompt.text', required=False)
SystemInstructions: str = JsonData(path='$.prompt.system', required=False)
PromptHash: str = JsonData(path='$.prompt.sha256', required=False)
MaxTokens: int = JsonData(path='$.gen_ai.request.max_tokens', required=False)
InputTokens: int = JsonData(path='$.gen_ai.usage.input_tokens', required=False)
OutputTokens: int = JsonData(path='$.gen_ai.usage.output_tokens', required=False)
Completion: str = JsonData(path='$.completion.text', required=False)
Refused: bool = JsonData(path='$.completion.refused', required=False)

ToolName: str = JsonData(path='$.tool.name', required=False)
ToolResult: str = JsonData(path='$.tool.result', required=False)
ToolSource: str = JsonData(path='$.tool.source', required=False)

File: Entity[str] = EntityJson(type='File', path='$.file.sha256', required=False)
ReportReason: str = JsonData(path='$.report.reason', required=False)
OpaqueFlag: Optional[str] = JsonData(path='$.safety.opaque_flag', required=False)

IsPrompt = EventType in ['prompt_submitted', 'image_requested']
IsCompletion = EventType == 'completion_returned'
IsReport = EventType == 'message_reported'
IsSignup = EventType == 'account_created'
IsScan = EventType == 'tool_called' and ToolName == 'scan.file'

# Wording as a hash, so that equal wording can be counted without keeping it. The opening is where a template shows when
# the item comes last, the ending where the item comes first. Short prompts share openings by chance and have none.
PromptLower = StringToLower(s=StringStrip(s=Prompt))
PromptLength = StringLength(s=Prompt)
Opening = HashMd5(input=StringSlice(s=PromptLower, start=0, end=32))
Ending = HashMd5(input=StringSlice(s=PromptLower, start=-32, end=100000))
InstructionsHash = HashMd5(input=SystemInstructions)
