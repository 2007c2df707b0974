"""Who says what: prompts, follow-ups and answers by language and interest, for ordinary people and their models."""

from __future__ import annotations

from random import Random
from typing import Final

from redshank.simulate.text import abuse, english, hostile
from redshank.simulate.text.compose import pick
from redshank.simulate.text.languages import LANGUAGES

ENGLISH: Final = "en"


class Talk:
    """One conversation's subject in one language.

    Args:
        rng: where the chance comes from.
        language: ISO 639-1.
        interests: what the account asks about, in English conversations.
    """

    __slots__ = ("_language", "_rng", "prompts", "topic")

    def __init__(self, rng: Random, language: str, interests: tuple[str, ...]) -> None:
        self._rng = rng
        self._language = LANGUAGES.get(language)
        if self._language is None:
            interest = pick(rng, interests)
            self.prompts = english.PROMPTS[interest]
            self.topic = pick(rng, english.TOPICS[interest])
        else:
            self.prompts = self._language.prompts
            self.topic = pick(rng, self._language.topics)

    def opening(self) -> str:
        """The first prompt."""
        return self.prompts.fill(self._rng, topic=self.topic)

    def follow_up(self) -> str:
        """A later prompt."""
        phrases = english.FOLLOW_UPS if self._language is None else self._language.follow_ups
        return phrases.fill(self._rng, topic=self.topic)

    def answer(self, sentences: int) -> str:
        """An answer of so many sentences."""
        phrases = english.ANSWERS if self._language is None else self._language.answers
        return "".join([phrases.fill(self._rng, topic=self.topic) for _ in range(sentences)])

    def refusal(self) -> str:
        """The model declines."""
        phrases = english.REFUSALS if self._language is None else self._language.refusals
        return phrases.fill(self._rng)


def odd_prompt(rng: Random) -> str:
    """What ordinary people ask now and then that looks worse than it is: out of curiosity, for work, in love."""
    if rng.random() < 0.2:
        return abuse.OVERRIDES.fill(rng, rng.randrange(5))
    phrases = rng.choice((abuse.STUDYING, abuse.DATING, abuse.CAMPAIGNS, abuse.NOVEL))
    return phrases.fill(rng, client="our shop", chapter="2", hero="he", heroine="she")


def hostile_prompt(rng: Random) -> str:
    """A prompt that harms a careless reader or speaks to whoever reviews it."""
    return pick(rng, hostile.PROMPTS) if rng.random() < 0.6 else hostile.TO_REVIEWERS.fill(rng)
