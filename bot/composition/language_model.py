"""How a language model is wired to the rest; part of the composition root, apart because few commands need it."""

from collections.abc import Hashable, Sequence
from typing import Protocol

from bot.answering.extractive import Quoting
from bot.answering.generation.generator import Writer
from bot.answering.generation.map_reduce import Whole
from bot.answering.generation.verifier import Verifier
from bot.answering.generative import Writing
from bot.answering.llm.model import Model
from bot.answering.llm.providers import ModelSettings, open_model
from bot.answering.token_budget import Budget, Ledger
from bot.evaluation.drafting.model_drafter import ModelDrafter
from bot.executors import Executors
from config.settings import Settings
from index.catalog.catalog import Catalog
from index.errors import PinciteError
from index.models.embedders import Embedder
from index.passages.store import PassageStore
from prompts.library import Library, PromptError


class Services(Protocol):
    """What of the composition root a language model is wired to."""

    settings: Settings

    @property
    def catalog(self) -> Catalog:
        """Sources and their texts."""
        ...

    @property
    def passages(self) -> PassageStore:
        """What is searched."""
        ...

    @property
    def embedder(self) -> Embedder:
        """What makes vectors."""
        ...

    @property
    def ledger(self) -> Ledger:
        """Tokens by user and day."""
        ...

    @property
    def worker(self) -> Executors:
        """Threads for searches."""
        ...

    @property
    def quoting(self) -> Quoting:
        """What answers without a model."""
        ...


def open_generative_answerer(app: Services) -> Writing:
    """What answers with the model that the settings name; raises ``PinciteError`` where it cannot be opened."""
    return build_generative_answerer(app, open_language_model(app))


def build_generative_answerer(app: Services, model: Model) -> Writing:
    """What answers with this model; raises ``PinciteError`` where the settings name prompts that cannot be used."""
    settings = app.settings
    library = open_prompts(app)

    def version(source_ids: Sequence[str] | None) -> Hashable:
        return app.passages.scope(source_ids)

    writer = Writer(
        model,
        library,
        Verifier(lambda: app.embedder),
        app.catalog,
        app.worker,
        evidence_tokens=settings.llm_evidence_tokens,
        judged=settings.judge == "model",
    )
    budget = Budget(app.ledger, settings.llm_tokens_per_user_per_day, settings.llm_tokens_per_day)
    whole = Whole(writer, app.worker, evidence_tokens=settings.llm_survey_tokens, calls=settings.llm_calls_max)
    return Writing(app.quoting, writer, whole, app.worker, library=library, budget=budget, version=version)


def open_drafter(app: Services) -> ModelDrafter:
    """What drafts questions with the model that the settings name; raises ``PinciteError``."""
    return ModelDrafter(open_language_model(app), open_prompts(app))


def open_language_model(app: Services) -> Model:
    """The model that the settings name; raises ``PinciteError`` where it cannot be opened."""
    settings = app.settings
    if settings.llm_provider is None or settings.llm_model is None:
        raise PinciteError("The settings name no language model; set PINCITE_LLM_PROVIDER and PINCITE_LLM_MODEL.")
    key = settings.llm_api_key
    return open_model(
        ModelSettings(
            provider=settings.llm_provider,
            model=settings.llm_model,
            base_url=settings.llm_base_url,
            api_key=key.get_secret_value() if key else None,
            timeout_s=settings.llm_timeout_s,
            max_tokens=settings.llm_max_tokens,
            at_once=settings.llm_concurrency,
        )
    )


def open_prompts(app: Services) -> Library:
    """The prompts, an admin's own among them; raises ``PinciteError`` where one cannot be used."""
    try:
        return Library(app.settings.prompts_dir)
    except PromptError as error:
        raise PinciteError(str(error)) from error
