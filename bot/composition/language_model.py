"""Wires a language model to the other services; apart from the container, because few commands need a model."""

from collections.abc import Callable, Hashable, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING

from bot.answering.answer_cache import ReplicaAnswers, SharesAnswers
from bot.answering.extractive.answerer import ExtractiveAnswerer
from bot.answering.generation.generator import StatementGenerator
from bot.answering.generation.map_reduce import MapReduce
from bot.answering.generation.verifier import Verifier
from bot.answering.generative import GenerativeAnswerer
from bot.answering.llm.model import LanguageModel
from bot.answering.llm.providers import ModelSettings, open_model
from bot.answering.token_budget import TokenBudget, TokenLedger
from bot.composition.settings_reader import reveal
from bot.evaluation.drafting.model_drafter import ModelDrafter
from bot.executors import Executors
from bot.integrations.model_adapters import SuppliedModel
from config.settings import Settings
from index.catalog.catalog import Catalog
from index.errors import PinciteError
from index.file_paths import expand_home
from index.models.base import Embedder
from index.passages.store import PassageStore
from prompts.library import PromptError, PromptLibrary

_ANSWERS_DEPEND_ON = {"judge", "llm_provider", "llm_base_url", "llm_evidence_tokens", "llm_survey_tokens",
                      "llm_calls_max", "llm_max_tokens", "embedder", "reranker"}  # fmt: skip

if TYPE_CHECKING:
    from llama_index.core.llms import LLM


def build_generative_answerer(  # noqa: PLR0913 - each is a service of its own
    model: LanguageModel,
    settings: Settings,
    *,
    catalog: Catalog,
    passages: PassageStore,
    embedder: Callable[[], Embedder],
    ledger: TokenLedger,
    executors: Executors,
    extractive: ExtractiveAnswerer,
    shared: SharesAnswers | None = None,
) -> GenerativeAnswerer:
    """Wire a language model to the other services; raises ``PinciteError`` where a prompt file is invalid.

    Args:
        model: Writes answers.
        settings: Name the prompts, limits and judge.
        catalog: Sources and their texts.
        passages: The passages of those sources.
        embedder: Returns the embedder; called only to verify a statement.
        ledger: Counts tokens by user and day.
        executors: Threads for searches.
        extractive: Answers when the model cannot.
        shared: Keeps answers for all replicas; None without replicas.
    """
    prompts = open_prompts(settings)

    def index_version(source_ids: Sequence[str] | None) -> Hashable:
        scope = passages.read_scope(source_ids)
        return scope.count, scope.newest  # of the same sources they identify the passages

    writer = StatementGenerator(
        model,
        prompts,
        Verifier(embedder),
        catalog,
        executors,
        context_tokens=settings.llm_evidence_tokens,
        asks_judge=settings.judge == "model",
    )
    budget = TokenBudget(ledger, settings.llm_tokens_per_user_per_day, settings.llm_tokens_per_day)
    whole = MapReduce(writer, executors, context_tokens=settings.llm_survey_tokens, calls=settings.llm_calls_max)
    return GenerativeAnswerer(
        extractive,
        writer,
        whole,
        executors,
        prompts=prompts,
        budget=budget,
        index_version=index_version,
        shared=ReplicaAnswers(shared, _describe(settings, prompts, catalog)) if shared else None,
    )


def _describe(settings: Settings, prompts: PromptLibrary, catalog: Catalog) -> str:
    """Identify what an answer depends on beside its question, the index and the model."""
    chosen = settings.model_dump_json(include=_ANSWERS_DEPEND_ON)
    return " ".join((version("pincite"), catalog.get_identity(), prompts.digest(), chosen))


def open_drafter(settings: Settings) -> ModelDrafter:
    """Open a drafter with the model that the settings name; raises ``PinciteError``."""
    return ModelDrafter(open_language_model(settings), open_prompts(settings))


def open_language_model(settings: Settings) -> LanguageModel:
    """Open the model that the settings name; raises ``PinciteError``."""
    if settings.llm_provider is None or settings.llm_model is None:
        raise PinciteError("The settings name no language model; set PINCITE_LLM_PROVIDER and PINCITE_LLM_MODEL.")
    return open_model(
        ModelSettings(
            provider=settings.llm_provider,
            model=settings.llm_model,
            base_url=settings.llm_base_url,
            api_key=reveal(settings.llm_api_key),
            timeout_s=settings.llm_timeout_s,
            max_tokens=settings.llm_max_tokens,
            concurrency=settings.llm_concurrency,
            source_tokens=max(settings.llm_evidence_tokens, settings.llm_survey_tokens),
        )
    )


def supplied_language_model(llm: "LLM", settings: Settings) -> LanguageModel:
    """Wrap a model of LlamaIndex with the limits of the settings."""
    return SuppliedModel(
        llm,
        timeout_s=settings.llm_timeout_s,
        max_tokens=settings.llm_max_tokens,
        concurrency=settings.llm_concurrency,
    )


def open_prompts(settings: Settings) -> PromptLibrary:
    """Read the prompts, with the admin's own files; raises ``PinciteError`` where a file is invalid."""
    try:
        return PromptLibrary(settings.prompts_dir and expand_home(settings.prompts_dir))
    except PromptError as error:
        raise PinciteError(str(error)) from error
