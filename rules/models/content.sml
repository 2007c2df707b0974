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
IsUpload = EventType == 'file_uploaded'
IsToolUse = EventType in ['tool_called', 'tool_returned']
IsScan = EventType == 'tool_called' and ToolName == 'scan.file'

# Wording as a hash, so that equal wording can be counted without keeping it: the opening, where a template shows when the
# item comes last, and the last four words, where the item comes first.
PromptLower = StringToLower(s=StringStrip(s=Prompt))
PromptLength = StringLength(s=Prompt)
Opening = HashMd5(input=StringSlice(s=PromptLower, start=0, end=32))
_Words = StringSplit(s=PromptLower)
_Last = ListRead(list=_Words, index=-1)
_LastButOne = ListRead(list=_Words, index=-2)
_LastButTwo = ListRead(list=_Words, index=-3)
_LastButThree = ListRead(list=_Words, index=-4)
Ending = HashMd5(input=f'{_LastButThree} {_LastButTwo} {_LastButOne} {_Last}')
InstructionsHash = HashMd5(input=SystemInstructions)
