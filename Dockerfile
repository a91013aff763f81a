FROM python:3.13-slim

# Room for the site and for its data; uid 10001 so that a mounted folder can be given to it.
RUN useradd --uid 10001 --create-home wechoose && install -d -o wechoose -g wechoose /data
WORKDIR /app

COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY sql sql
COPY templates templates
COPY locale locale
RUN pip install --no-cache-dir --no-deps --no-build-isolation .

USER 10001
ENV PYTHONUNBUFFERED=1 WECHOOSE_DATA_DIR=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=30s --interval=10s --timeout=5s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
CMD ["wechoose", "serve", "--host", "0.0.0.0"]
