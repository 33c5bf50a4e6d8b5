"""How a reading maps to FHIR, as data: `mappings/` definitions.toml, procedures.toml, topics/, questions/, facts/.

`mapping(knowledge)` loads and checks all of it once. A broken file is a MappingError that names the file and
the allowed keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from careplan import knowledge as loader
from careplan.definitions.codes import Codes, codes
from careplan.definitions.facts import Facts, facts
from careplan.errors import MappingError
from careplan.fhir.extensions import Json
from careplan.knowledge import Knowledge

FILE = "definitions.toml"
TOPIC_KINDS = ("task", "advice", "sign")
ANSWERS = ("yes-no", "text", "string", "date", "dateTime", "decimal", "integer", "quantity", "url")


@dataclass(frozen=True, slots=True)
class Activity:
    """What a statement of the topic forbids or allows: what stands beside doNotPerform."""

    text: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """How a topic maps: `kind` "task" is a to-do, "advice" holds for a while, "sign" is a warning sign."""

    title: str
    kind: str
    codes: tuple[str, ...] = ()
    activity: Activity | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """How a question maps: `answer` of ANSWERS, `which` the label (by name) of what is asked after a yes."""

    title: str
    answer: str
    which: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phase:
    """A group of actions, or an anchor: `relationship` to the procedure, "" for none."""

    title: Mapping[str, str]
    relationship: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Which:
    """What is asked after a yes."""

    type: str
    text: Mapping[str, str]
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """The type of answer of a question that begins with one of `starts`."""

    starts: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """The codes of a procedure, by its namings in lower case; `match` is "exact" or "broader"."""

    names: tuple[str, ...]
    codes: tuple[str, ...]
    match: str


@dataclass(frozen=True, slots=True)
class FormText:
    """What the questionnaire needs beside the questions: codes by name, and its wording by language."""

    codes: tuple[str, ...]
    description: Mapping[str, str]
    yes: str
    no: str
    unknown: str
    control: str
    which: Mapping[str, Which]
    form: Mapping[str, tuple[Form, ...]]
    asks_itself: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class MappingData:
    """All of it."""

    knowledge: Knowledge
    codes: Codes
    phases: Mapping[str, Phase]
    anchors: Mapping[str, Phase]
    participants: Mapping[str, str]
    plan_type: str
    plan_description: Mapping[str, str]
    focus: str
    document_type: str
    form: FormText
    topics: Mapping[tuple[str, str], Topic]
    questions: Mapping[str, Question]
    procedures: tuple[Procedure, ...]
    facts: Facts

    def topic(self, role: str, topic: str | None) -> Topic | None:
        """The mapping of a statement's topic: the role's "other" if no file has it, None for no topic."""
        if topic is None:
            return None
        return self.topics.get((role, topic)) or self.topics.get((role, "other"))

    def question(self, topic: str | None) -> Question:
        """The mapping of a question's topic, "other" for one that no file has."""
        return self.questions.get(topic or "other", self.questions["other"])

    def concept(self, text: str, names: tuple[str, ...], where: str = FILE) -> Json:
        """A CodeableConcept with these codes of the table."""
        return self.codes.concept(text, names, where)

    def coding(self, name: str) -> Json:
        """The Coding of a code of the table."""
        return self.codes.get(name, FILE).coding

    def procedure(self, name: str) -> Json:
        """The procedure as the sheet names it, coded when `procedures.toml` knows the naming."""
        known = [p for p in self.procedures if " ".join(name.lower().split()) in p.names]
        return self.concept(name, known[0].codes if known else (), "procedures.toml")


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in this language ("en-GB" is looked up as "en"), else the English one."""
    found = texts.get(language.partition("-")[0].lower()) or texts.get("en")
    if found is None:
        raise MappingError(f"{FILE}: a text has neither {language} nor en")
    return found


@lru_cache(maxsize=8)
def mapping(knowledge: Knowledge) -> MappingData:
    """The checked mapping data of these mappings."""
    table = knowledge.toml(FILE)
    made = MappingData(
        knowledge=knowledge,
        codes=codes(knowledge),
        phases={k: loader.build(Phase, v, f"{FILE} [phase.{k}]") for k, v in table["phase"].items()},
        anchors={k: loader.build(Phase, v, f"{FILE} [anchor.{k}]") for k, v in table["anchor"].items()},
        participants=table["participant"],
        plan_type=table["plan"]["type"],
        plan_description=table["plan"]["description"],
        focus=table["plan"]["focus"],
        document_type=table["document"]["type"],
        form=_form(table["questionnaire"]),
        topics=_topics(knowledge),
        questions=_questions(knowledge),
        procedures=tuple(
            loader.build(Procedure, p, "procedures.toml")
            for p in knowledge.toml("procedures.toml").get("procedure", ())
        ),
        facts=facts(knowledge),
    )
    _check(made)
    return made


def _form(table: Mapping[str, Any]) -> FormText:
    where = f"{FILE} [questionnaire]"
    which = {k: loader.build(Which, v, f"{where} which.{k}") for k, v in table["which"].items()}
    form = {k: tuple(loader.build(Form, f, where) for f in v) for k, v in table["form"].items()}
    asks = {k: tuple(v) for k, v in table["asks_itself"].items()}
    return loader.build(FormText, {**table, "which": which, "form": form, "asks_itself": asks}, where)


def _topics(knowledge: Knowledge) -> dict[tuple[str, str], Topic]:
    found = {}
    for role in ("instruction", "warning-sign"):
        for name, table in knowledge.folder(f"topics/{role}").items():
            where = f"topics/{role}/{name}.toml"
            parts = {**table}
            if "activity" in parts:
                parts["activity"] = loader.build(Activity, parts["activity"], where)
            found[role, name] = loader.build(Topic, parts, where)
    return found


def _questions(knowledge: Knowledge) -> dict[str, Question]:
    tables = knowledge.folder("questions")
    return {name: loader.build(Question, table, f"questions/{name}.toml") for name, table in tables.items()}


def _check(made: MappingData) -> None:
    """Every code has its row, and every name that points elsewhere finds something there."""
    for (role, name), topic in made.topics.items():
        where = f"topics/{role}/{name}.toml"
        _one_of(topic.kind, TOPIC_KINDS, where)
        for code in (*topic.codes, *(topic.activity.codes if topic.activity else ())):
            made.codes.get(code, where)
    for name, question in made.questions.items():
        where = f"questions/{name}.toml"
        _one_of(question.answer, ANSWERS, where)
        _one_of(question.which, ("", *made.form.which), where)
        made.concept(question.title, question.codes, where)
    for procedure in made.procedures:
        _one_of(procedure.match, ("exact", "broader"), "procedures.toml")
        made.concept("", procedure.codes, "procedures.toml")
    for code in _own_codes(made):
        made.codes.get(code, FILE)
    if "other" not in made.questions:
        raise MappingError("questions/other.toml is missing")


def _own_codes(made: MappingData) -> Iterator[str]:
    """The codes that `definitions.toml` itself names."""
    yield from (made.plan_type, made.focus, made.document_type)
    yield from (*made.form.codes, made.form.yes, made.form.no, made.form.unknown)
    for phase in (*made.phases.values(), *made.anchors.values()):
        yield from phase.codes


def _one_of(value: str, allowed: tuple[str, ...], where: str) -> None:
    if value not in allowed:
        raise MappingError(f"{where}: {value!r} is not one of {', '.join(allowed)}")
