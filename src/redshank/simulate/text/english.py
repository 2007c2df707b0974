"""English prompts by interest, follow-ups, answers and refusals."""
# ruff: noqa: E501 - word lists read best as they are written

from __future__ import annotations

from typing import Final

from redshank.simulate.text.compose import Phrases

_SHARED: Final = {
    "audience": (
        "a ten-year-old", "a complete beginner", "my manager", "a new colleague", "my grandmother", "a sceptical friend", "first-year students",
        "a busy parent", "our customers", "an engineer from another field", "my study group", "a tourist",
    ),
    "length": ("in three sentences", "in under 200 words", "in one paragraph", "as a bullet list", "step by step", "in a short table", "in plain language", "with one example"),
    "tone": ("friendly", "formal", "dry", "cheerful", "matter-of-fact", "warm but short", "polite but firm", "lively"),
    "count": ("three", "five", "seven", "ten", "a dozen"),
    "deadline": ("by Friday", "before the weekend", "by the end of the month", "tomorrow morning", "before the holidays"),
}  # fmt: skip

TOPICS: Final[dict[str, tuple[str, ...]]] = {
    "cooking": (
        "lentil soup with smoked paprika", "sourdough that never rises", "a vegetarian chilli for twelve", "pickled red onions", "gluten-free pancakes", "leftover roast chicken",
        "miso aubergine", "a rhubarb crumble", "jollof rice", "a birthday cake without eggs", "freezer-friendly curries", "homemade gnocchi", "salsa verde", "kimchi fried rice",
        "an apple and fennel salad", "slow-cooked beans", "a picnic for hot weather", "plum jam with little sugar", "tempering chocolate", "dumplings from scratch",
    ),
    "programming": (
        "a race condition in a connection pool", "pagination with cursors", "a slow SQL join on two million rows", "a flaky integration test", "typing a decorator in Python",
        "memory growth in a Node service", "an off-by-one in a date range", "parsing large CSV files", "retrying with backoff and jitter", "a React list that re-renders too often",
        "a Dockerfile that is far too big", "migrating a column without downtime", "property-based tests", "a Rust borrow checker error", "websocket reconnects", "an ORM N+1 query",
        "signing webhooks", "a Makefile for a small monorepo", "Unicode normalisation", "time zones in a booking system", "a bash script that deletes old logs", "caching HTTP responses",
    ),
    "travel": (
        "four rainy days in Lisbon", "a night train to Vienna", "the Scottish islands with a toddler", "Kyoto in early December", "a road trip along the Baltic coast", "Oaxaca on a small budget",
        "hiking in the Tatra mountains", "a layover in Istanbul", "cycling around Lake Constance", "Montreal in winter", "a week in Georgia by train", "the quiet side of Crete",
        "a museum weekend in Chicago", "packing for the Andes", "travelling with a cello", "Zanzibar outside the season",
    ),
    "study": (
        "photosynthesis", "the causes of the French Revolution", "Bayes' theorem", "the water cycle", "supply and demand", "the unreliable narrator", "Newton's third law", "mitosis and meiosis",
        "the Treaty of Westphalia", "linear regression", "plate tectonics", "the doppler effect", "irony in Jane Austen", "acid-base titration", "game theory", "the Silk Road", "entropy",
        "the Weimar constitution", "natural selection", "eigenvalues", "the Harlem Renaissance", "standard deviation", "the causes of inflation", "recursion", "ocean currents",
    ),
    "business": (
        "a late invoice", "quarterly goals for a small sales team", "a job advert for a warehouse lead", "a supplier who raises prices", "the agenda of our kick-off", "a refund policy for a web shop",
        "feedback to a colleague who interrupts", "a pitch to a regional bank", "meeting notes from a noisy call", "an onboarding plan for two interns", "the minutes of a board meeting",
        "a customer survey for a bakery chain", "a price increase announcement", "a handover before parental leave", "risk register for an office move", "a press note about a new ferry line",
    ),
    "writing": (
        "a lighthouse keeper who collects postcards", "two sisters who inherit a cinema", "a detective who can't remember faces", "an old tram driver's last shift", "a village that lost its river",
        "a robot that learns to bake", "a letter found in a piano", "a winter market at night", "the last day of a summer camp", "a choir that sings too loudly", "a gardener on a space station",
        "a translator between two stubborn neighbours", "a map with a missing island", "a retired boxer and his parrot", "a haunted photocopier",
    ),
    "health": (
        "sleeping better with shift work", "stretching after long days at a desk", "reading a nutrition label", "running a first five kilometres", "hay fever and hiking", "a balanced vegetarian week",
        "what a blood pressure reading means", "getting back to swimming after a cold", "preparing questions for a doctor's visit", "cutting down on coffee", "posture while playing the violin",
    ),
    "home": (
        "a leaking tap", "a sunny balcony with deep pots", "moss in the lawn", "a squeaking door", "painting over dark walls", "a shelf on a plasterboard wall", "mould behind a wardrobe",
        "repotting a monstera", "choosing a heat pump", "a compost heap that smells", "insulating an attic hatch", "a kitchen in six square metres", "tomatoes that split", "sharpening a plane blade",
    ),
    "money": (
        "a household budget for two", "the difference between an index fund and a savings plan", "reading a payslip", "a mortgage with a variable rate", "splitting holiday costs fairly",
        "saving for a bicycle", "how compound interest works", "a tax return with two jobs", "what an emergency fund is for", "comparing phone contracts",
    ),
    "languages": (
        "the subjunctive in Spanish", "polite forms in Japanese", "German word order", "French nasal vowels", "false friends between English and Dutch", "the Portuguese future tense",
        "Korean counting words", "Polish cases", "small talk in Italian", "Turkish vowel harmony", "Arabic verb roots", "reading Cyrillic",
    ),
    "games": (
        "opening theory for club players", "a campaign set in a drowned city", "balancing a card game for four", "speedrunning an old platformer", "painting miniatures", "a pub quiz about rivers",
        "a scavenger hunt in a small flat", "probability in backgammon", "house rules for a long car ride", "a puzzle box for a birthday",
    ),
    "news": (
        "how a referendum on a harbour is organised", "the budget debate in a mid-sized town", "what a central bank does", "a strike at a ferry company", "new rules for short-term rentals",
        "how election polls are weighted", "the pros and cons of a congestion charge", "why bread got more expensive", "a summit about fisheries", "how fact checkers work",
    ),
    "security": (
        "setting up two-factor login for a club", "what ransomware is and how small firms prepare", "reading a phishing mail without clicking", "why antivirus software raises false alarms",
        "password managers for a family", "patching a home router", "what a penetration test covers", "how key rotation works", "logging without personal data", "a security policy for a school",
    ),
}  # fmt: skip

_GENERAL: Final = (
    "Explain {topic} to {audience} {length}.",
    "Can you help me with {topic}? I need it {deadline}.",
    "What are {count} things to know about {topic}?",
    "Give me {count} ideas for {topic}.",
    "Write a {tone} message about {topic} for {audience}.",
    "I keep getting stuck with {topic}. Where should I start?",
    "Summarise what matters about {topic} {length}.",
    "Compare two ways to approach {topic} {length}.",
    "What would you ask {audience} about {topic}?",
    "Make a checklist for {topic} that {audience} can follow.",
    "hi, quick question about {topic}: what do most people get wrong?",
    "Rewrite my notes on {topic} so that {audience} understands them.",
    "Plan {topic} with me. Start with {count} questions.",
    "Is there a simple rule of thumb for {topic}?",
    "Draft a {tone} post about {topic} {length}.",
)
_BY_INTEREST: Final[dict[str, tuple[str, ...]]] = {
    "cooking": ("I have forty minutes and want to make {topic}. Recipe please, {length}.", "What can I serve with {topic} for {audience}?", "Scale {topic} to eight portions and list what to buy."),
    "programming": (
        "Our service has a problem: {topic}. How do I find the cause?", "Show me a minimal example of {topic} with comments.", "Review my approach to {topic} and name {count} risks.",
        "Write unit tests for code that deals with {topic}.", "Why does my code break? It is about {topic}, the stack trace is below.", "Refactor this function, it handles {topic} and is too long.",
    ),
    "travel": ("Plan {topic} for two people who walk slowly, {length}.", "What should I book early for {topic}?", "Which mistakes do visitors make with {topic}?"),
    "study": (
        "Quiz me on {topic} with {count} questions.", "My essay on {topic} is due {deadline}. Help me outline it.", "What is the most common exam question about {topic}?",
        "Give an analogy for {topic} that {audience} would like.",
    ),
    "business": ("Write a {tone} mail about {topic}, we need an answer {deadline}.", "Turn these points into slides: {topic}.", "What could go wrong with {topic}?"),
    "writing": ("Write the opening of a story about {topic} in a {tone} voice.", "Give {count} titles for a story about {topic}.", "Continue the scene: {topic}. Keep the dialogue {tone}."),
    "security": ("How do I explain {topic} to {audience} without scaring them?", "Write a {tone} reminder for staff about {topic}.", "Which {count} steps come first for {topic}?"),
}  # fmt: skip

PROMPTS: Final[dict[str, Phrases]] = {
    interest: Phrases((*_GENERAL, *_BY_INTEREST.get(interest, ())), {**_SHARED, "topic": topics}) for interest, topics in TOPICS.items()
}  # fmt: skip
FOLLOW_UPS: Final = Phrases(
    (
        "Can you make that shorter?", "Could you say the part about {topic} {length}?", "Thanks! Now the same for {audience}.", "And what about the costs?", "I don't understand the second point.",
        "Make it more {tone}.", "Give me {count} more.", "What if I only have half the time?", "Please turn that into a table.", "Where does this not work?", "Add an example about {topic}.",
        "ok and how would you start?", "Translate the summary into Spanish.", "Are you sure about that last number?", "Now write the version I can send {deadline}.", "Drop the introduction.",
        "What would {audience} object to?", "Rank these by effort.",
    ),
    _SHARED,
)  # fmt: skip
IMAGES: Final = Phrases(
    (
        "A watercolour of {subject}, {light}", "Poster in {style} style: {subject}", "Photo of {subject} at {light}, shallow depth of field", "{style} illustration of {subject} for a children's calendar",
        "Logo idea: {subject}, flat, two colours", "Isometric drawing of {subject}, {style}", "Book cover, {subject}, {light}, space for a title", "Seamless pattern with {subject}",
    ),
    {
        "subject": (
            "a wading bird on mudflats", "a tram in the rain", "a bowl of ramen", "three lighthouses", "an orchard in spring", "a fox reading a map", "a wooden sailing boat", "a market stall with oranges",
            "a city roof garden", "a snowed-in cabin", "a bicycle with a basket of bread", "a moth on a lamp", "a jazz trio", "an old library", "a red kite over dunes", "a robot watering plants",
            "a mountain hut", "a bakery window", "a chess board by the sea", "a whale above a village", "a greenhouse at night", "a vintage radio",
        ),
        "light": ("morning light", "golden hour", "overcast sky", "neon at night", "candle light", "soft backlight", "harsh noon sun", "moonlight"),
        "style": ("art deco", "linocut", "low-poly", "ink wash", "mid-century", "pixel art", "paper cut", "pencil sketch", "stained glass"),
    },
)  # fmt: skip
ANSWERS: Final = Phrases(
    (
        "Here is a short way into {topic}. ", "Good question. With {topic} the order of the steps matters more than the tools. ", "Let me start with what people usually miss about {topic}. ",
        "In brief: {topic} is easier once the goal is clear. ", "I would begin small. ", "There are two common approaches. ", "First, write down what you already know about {topic}. ",
        "Next, check the assumption that costs the most if it is wrong. ", "A useful rule is to change one thing at a time. ", "For most people the simple version is enough. ",
        "If time is short, skip the second step and come back later. ", "An example makes this concrete: take the smallest case and work it through by hand. ", "The numbers vary, so treat them as a range. ",
        "Finally, compare the result with what you expected and note the difference. ", "You can ask somebody who has done it before to look it over. ", "That is usually where {topic} goes wrong. ",
        "Keep the rest for a second pass. ", "Here is a list you can copy: goal, limits, first step, check, next step. ", "The short answer is yes, with one exception. ", "It depends on how much you want to spend. ",
        "I have left out the details that don't change the outcome. ", "Let me know which part you would like in more depth. ",
    )
)  # fmt: skip
REFUSALS: Final = Phrases(
    (
        "I can't help with that.", "Sorry, I can't assist with this request.", "I'm not able to do that, but I can talk about how to stay safe.", "That's something I won't help with.",
        "I can't continue with this. If you like, tell me what you want to achieve and I'll look for another way.", "I have to decline this one.",
    )
)  # fmt: skip
SYSTEMS: Final = Phrases(
    (
        "You are the assistant of {company}. Answer questions about {field} {manner}.", "You help the staff of {company} with {field}. {rule}", "You are a careful {role} for {field}. {rule}",
        "Classify the customer's message about {field} into one of five categories. {rule}", "Extract names, dates and amounts from documents about {field}. Answer in JSON.", "You write for {company}. Topic: {field}. Tone: {manner}.",
    ),
    {
        "field": (
            "parcel deliveries", "dental appointments", "solar installations", "hotel bookings", "school timetables", "insurance claims", "spare parts", "library loans", "event tickets", "tenancy contracts",
            "garden tools", "warranty cases", "language courses", "fleet maintenance", "charity donations", "wine orders", "clinical trial paperwork", "museum tours",
        ),
        "role": ("editor", "support agent", "translator", "analyst", "tutor", "planner", "reviewer"),
        "manner": ("briefly", "politely", "in simple words", "in the customer's language", "with a source for every claim", "in at most five sentences"),
        "rule": ("Never promise a refund.", "If you are unsure, say so.", "Do not give legal advice.", "Always ask for the order number first.", "Keep personal data out of the answer.", "Hand over to a person when asked."),
    },
)  # fmt: skip
