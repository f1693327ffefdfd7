"""Transcription of recordings by an endpoint with the OpenAI audio API."""

from dataclasses import dataclass

from index.errors import PinciteError, first_line

_MAX_CHARS = 4_000
_MALFORMED = (KeyError, TypeError, ValueError)


class TranscriptionError(PinciteError):
    """The endpoint did not transcribe a recording."""


@dataclass(frozen=True, slots=True)
class Transcriber:
    """Sends recordings to ``BASE_URL/audio/transcriptions``.

    Attributes:
        base_url: The address up to ``/v1``.
        model: Its name at the endpoint.
        api_key: Sent as a bearer token.
        timeout_s: The limit for connecting, and for each wait for a reply.
    """

    base_url: str
    model: str
    api_key: str | None = None
    timeout_s: float = 60.0

    async def transcribe(self, data: bytes, name: str) -> str:
        """Return the words of a recording, empty if there are none.

        Args:
            data: The file.
            name: Its name, whose suffix tells the format.

        Raises:
            TranscriptionError: The endpoint failed; the message says what to check.
        """
        import httpx  # noqa: PLC0415 - seconds to import, which only recordings need

        from bot.answering.llm.response_limits import client_options  # noqa: PLC0415 - as above

        options = client_options()
        if self.api_key:
            options["headers"] |= {"Authorization": f"Bearer {self.api_key}"}
        try:
            async with httpx.AsyncClient(timeout=self.timeout_s, **options) as client:
                reply = await client.post(
                    f"{self.base_url.rstrip('/')}/audio/transcriptions",
                    data={"model": self.model, "response_format": "json"},
                    files={"file": (name, data)},
                )
                reply.raise_for_status()
                words = reply.json()["text"]
            if not isinstance(words, str):
                raise TypeError("no text")  # noqa: TRY301 - as other replies without one
        except Exception as error:
            reason = "it answered without a text" if isinstance(error, _MALFORMED) else first_line(error)
            raise TranscriptionError(
                f"The transcription endpoint failed ({reason}); check PINCITE_STT_BASE_URL, _MODEL and _API_KEY."
            ) from error
        return " ".join(words.split())[:_MAX_CHARS]
