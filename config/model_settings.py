"""Settings of the models: embedder, reranker, language model."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr

from config.settings_group import LARGEST, SettingsGroup, WebAddress


class ModelGroup(SettingsGroup):
    """Settings of the embedder, the reranker and the language model."""

    embedder: Literal["e5-small", "openai", "fastembed"] = Field(
        "e5-small",
        description="The embedder, which turns text into vectors: `e5-small` is built in; `openai` is any endpoint "
        "with the OpenAI embeddings API; `fastembed` runs another model in the process "
        "(`pip install 'pincite[fastembed]'`). [models.md](models.md) lists the effects of a change.",
    )
    embedder_model: str | None = Field(
        None, description="The model's name at the `openai` endpoint or in fastembed's list."
    )
    embedder_base_url: WebAddress | None = Field(None, description="The address of the `openai` endpoint, up to `/v1`.")
    embedder_api_key: SecretStr | None = Field(None, description="The key for the `openai` endpoint, if it needs one.")
    reranker: Literal["fastembed", "endpoint", "tei"] | None = Field(
        None,
        description="A cross-encoder that reranks the best sentences: `fastembed` runs one in the process "
        "(`pip install 'pincite[fastembed]'`), `endpoint` is the `/rerank` of llama.cpp, vLLM, Jina or Cohere, `tei` "
        "that of text-embeddings-inference. Empty: the built-in cross-encoder only. [models.md](models.md) has more.",
    )
    reranker_model: str | None = Field(
        None,
        description="For `fastembed` a cross-encoder's name on Hugging Face, or a folder with `model.onnx` and its "
        "tokenizer; otherwise the model's name at the endpoint, if it needs one.",
    )
    reranker_base_url: WebAddress | None = Field(None, description="The address of the endpoint, up to `/rerank`.")
    reranker_api_key: SecretStr | None = Field(None, description="The key for the endpoint, if it needs one.")
    llm_provider: Literal["openai", "anthropic", "ollama", "llama-cpp"] | None = Field(
        None,
        description="The provider of the language model that writes answers: `openai` is any endpoint with the OpenAI "
        "chat API (OpenAI, OpenRouter, vLLM, llama.cpp, Ollama); `anthropic`; `ollama`; `llama-cpp` runs a GGUF file "
        "in the process (`pip install 'pincite[llama-cpp]'`). Empty: answers consist of quotes.",
    )
    llm_model: str | None = Field(
        None, description="The model's name at the provider; for `llama-cpp` the path of a GGUF file."
    )
    llm_base_url: WebAddress | None = Field(
        None, description="The provider's address, for `openai` up to `/v1`. Empty: the provider's usual one."
    )
    llm_api_key: SecretStr | None = Field(None, description="The key for the provider, if it needs one.")
    llm_timeout_s: float = Field(
        60.0, gt=0, le=3600, description="The time limit for one call of the model, in seconds."
    )
    llm_max_tokens: int = Field(400, ge=16, le=8192, description="The most tokens that the model may write in a call.")
    llm_evidence_tokens: int = Field(
        200,
        ge=50,
        le=100_000,
        description="About how many tokens of the sources the prompt of a question contains; at least 3 sentences.",
    )
    llm_survey_tokens: int = Field(
        800,
        ge=50,
        le=100_000,
        description="About how many tokens of the sources each prompt contains for a question about a whole source, "
        "such as a summary.",
    )
    llm_concurrency: int = Field(8, ge=1, le=1000, description="The most simultaneous calls of the model.")
    llm_calls_max: int = Field(
        6, ge=1, le=100, description="The most calls for a question about a whole source, such as a summary."
    )
    llm_tokens_per_day: int = Field(
        0, ge=0, le=LARGEST, description="The most tokens of all users together in a day (UTC); 0 is no limit."
    )
    llm_tokens_per_user_per_day: int = Field(
        0, ge=0, le=LARGEST, description="The most tokens of one user in a day (UTC); 0 is no limit."
    )
    judge: Literal["code", "model"] = Field(
        "code",
        description="The judge of whether a quote supports its statement: `code` alone, or the `model` too, with one "
        "more short call for each statement.",
    )
    prompts_dir: Path | None = Field(
        None, description="A folder with your own prompt files; Pincite's files replace missing ones."
    )

    def _model_problems(self) -> Iterator[str]:
        if self.llm_provider is not None and not self.llm_model:
            yield "PINCITE_LLM_PROVIDER needs PINCITE_LLM_MODEL, the name of the model"
        if self.llm_provider == "anthropic" and self.llm_api_key is None:
            yield "PINCITE_LLM_PROVIDER=anthropic needs PINCITE_LLM_API_KEY"
        if self.llm_provider is None and (self.llm_model or self.llm_base_url):
            given = "PINCITE_LLM_MODEL" if self.llm_model else "PINCITE_LLM_BASE_URL"
            yield f"{given} needs PINCITE_LLM_PROVIDER, for example openai or ollama"

    def _reranker_problems(self) -> Iterator[str]:
        if self.reranker == "fastembed" and not self.reranker_model:
            yield "PINCITE_RERANKER=fastembed needs PINCITE_RERANKER_MODEL, a cross-encoder's name or folder"
        if self.reranker in {"endpoint", "tei"} and not self.reranker_base_url:
            yield f"PINCITE_RERANKER={self.reranker} needs PINCITE_RERANKER_BASE_URL, up to /rerank"
        if self.reranker is None and (self.reranker_model or self.reranker_base_url):
            yield "PINCITE_RERANKER_MODEL needs PINCITE_RERANKER: fastembed, endpoint or tei"
