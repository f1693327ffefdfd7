"""How a language model is wired to the rest; part of the composition root, apart because few commands need it."""

from collections.abc import Callable, Hashable, Sequence

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
from index.models.base import Embedder
from index.passages.store import PassageStore
from prompts.library import Library, PromptError


def build_generative_answerer(  # noqa: PLR0913 - each is a service of its own
    model: Model,
    settings: Settings,
    *,
    catalog: Catalog,
    passages: PassageStore,
    embedder: Callable[[], Embedder],
    ledger: Ledger,
    executors: Executors,
    extractive: Quoting,
) -> Writing:
    """Wire a language model to the rest; raises ``PinciteError`` where the settings name prompts that cannot be used.

    Args:
        model: Writes answers.
        settings: Name the prompts, limits and judge.
        catalog: Sources and their texts.
        passages: The passages of those sources.
        embedder: Returns the embedder; called only when a statement has to be verified.
        ledger: Tokens by user and day.
        executors: Threads for searches.
        extractive: Answers without a model.
    """
    library = open_prompts(settings)

    def version(source_ids: Sequence[str] | None) -> Hashable:
        return passages.read_scope(source_ids)

    writer = Writer(
        model,
        library,
        Verifier(embedder),
        catalog,
        executors,
        evidence_tokens=settings.llm_evidence_tokens,
        judged=settings.judge == "model",
    )
    budget = Budget(ledger, settings.llm_tokens_per_user_per_day, settings.llm_tokens_per_day)
    whole = Whole(writer, executors, evidence_tokens=settings.llm_survey_tokens, calls=settings.llm_calls_max)
    return Writing(extractive, writer, whole, executors, library=library, budget=budget, version=version)


def open_drafter(settings: Settings) -> ModelDrafter:
    """Open a drafter with the model that the settings name; raises ``PinciteError``."""
    return ModelDrafter(open_language_model(settings), open_prompts(settings))


def open_language_model(settings: Settings) -> Model:
    """The model that the settings name; raises ``PinciteError`` where it cannot be opened."""
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


def open_prompts(settings: Settings) -> Library:
    """The prompts, an admin's own among them; raises ``PinciteError`` where one cannot be used."""
    try:
        return Library(settings.prompts_dir)
    except PromptError as error:
        raise PinciteError(str(error)) from error
