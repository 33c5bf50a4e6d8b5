FROM python:3.11-slim

WORKDIR /opt/careplan
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock

COPY pyproject.toml README.md LICENSE NOTICE server.py ./
COPY careplan careplan
COPY mappings mappings
RUN pip install --no-cache-dir --no-deps --no-build-isolation . \
    && useradd --system --create-home --home-dir /var/lib/careplan careplan
USER careplan

ENV CAREPLAN_HOST=0.0.0.0 \
    CAREPLAN_PORT=8000 \
    CAREPLAN_DATA_DIR=/var/lib/careplan
EXPOSE 8000
VOLUME /var/lib/careplan
CMD ["careplan", "serve"]
