# The service and the bundle that models/current names; without one, mount it at /app/models.
#   docker build --tag customer-scoring .
#   docker run --rm --read-only --publish 127.0.0.1:8000:8000 --env SCORING_ALLOW_OPEN=yes --env SCORING_HOSTS=localhost customer-scoring
# It listens on every address in there, so without keys (docs/http.md) it starts only where it is told that it may be open.
ARG PYTHON_IMAGE=python:3.11-slim

FROM ${PYTHON_IMAGE} AS builder
WORKDIR /app
COPY requirements/serve.lock requirements/
RUN python -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes \
        --only-binary :all: -r requirements/serve.lock \
    && /opt/venv/bin/python -m pip uninstall --quiet --yes --disable-pip-version-check setuptools pip
COPY scoring/ scoring/
COPY schema/ schema/
COPY service/ service/
COPY models/ /models/
# Bytecode now, since the root is read-only later; checked against no clock, so the same sources give the same bytes.
# Of the bundles only the current one goes along. Readable by any user id, whatever the modes in the clone were.
RUN python -m compileall -q --invalidation-mode unchecked-hash scoring schema service \
    && rm -rf requirements \
    && mkdir models \
    && if [ -f /models/current ]; then cp -R "/models/$(cat /models/current)" /models/current models/; fi \
    && chmod -R a+rX,go-w /app

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="customer-scoring" \
      org.opencontainers.image.description="Scores a customer from JSON: segment, value tier, churn risk, exact reasons and the actions that pay"
COPY --from=builder /opt/venv /opt/venv
COPY --from=builder /app /app
WORKDIR /app
# one thread a process, since replicas are the way to use more cores; joblib needs no semaphores to read a file
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    OMP_NUM_THREADS=1 \
    JOBLIB_MULTIPROCESSING=0 \
    SCORING_HOST=0.0.0.0 \
    SCORING_PORT=8000
USER 65532:65532
EXPOSE 8000
STOPSIGNAL SIGTERM
# ready, not only alive: an engine has this one check, and what waits for it wants scores
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 CMD ["python", "-m", "service", "health"]
ENTRYPOINT ["python", "-m", "service"]
