# Pincite in a container: docker build -t pincite . && docker run --env-file .env -v pincite:/data pincite
# Two stages: the first has pip, uv and the build backend, the second only Python and /opt/pincite.

# A digest pins the base image of both stages: docs/security.md says how.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore \
    UV_LINK_MODE=copy \
    UV_NO_CACHE=1 \
    UV_PYTHON_DOWNLOADS=never
WORKDIR /src

# The dependencies come first, so that a change of the sources reuses these layers.
COPY requirements/uv.txt requirements/build.txt requirements/image.txt requirements/
RUN pip install --quiet --require-hashes -r requirements/uv.txt -r requirements/build.txt \
    && python -m venv --without-pip /opt/pincite \
    && uv pip install --python /opt/pincite/bin/python --no-build --require-hashes --compile-bytecode \
        -r requirements/image.txt

COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY config config
COPY index index
COPY pincite pincite
COPY prompts prompts
RUN python -m hatchling build --target wheel --directory dist \
    && uv pip install --python /opt/pincite/bin/python --no-deps --compile-bytecode dist/pincite-*.whl


FROM ${PYTHON_IMAGE}
# The first stage compiled the bytecode, because the user below cannot write it.
ENV PATH=/opt/pincite/bin:$PATH \
    HOME=/data \
    PINCITE_DATA_DIR=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
RUN groupadd --gid 10001 pincite \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin pincite \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /opt/pincite /opt/pincite
WORKDIR /data
USER 10001:10001
VOLUME /data
HEALTHCHECK --interval=60s --timeout=20s --start-period=120s --retries=3 CMD ["pincite", "doctor", "--quiet", "--fast", "--serving"]
ENTRYPOINT ["pincite"]
CMD ["serve"]
