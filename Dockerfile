# The program with DuckDB's shared library, compiled ahead of time. Build: docker build -t etl .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
WORKDIR /source
# What is restored changes rarely: it stays in the cache while the sources change.
COPY global.json .editorconfig Directory.Build.props Directory.Packages.props package.json package-lock.json .npmrc ./
COPY build/ build/
COPY src/Etl.Schema/*.csproj src/Etl.Schema/packages.lock.json src/Etl.Schema/
COPY src/Etl.Worker/*.csproj src/Etl.Worker/packages.lock.json src/Etl.Worker/
ARG TARGETARCH
RUN case "$TARGETARCH" in arm64) echo linux-arm64 ;; *) echo linux-x64 ;; esac > /rid \
    && dotnet restore src/Etl.Worker -r "$(cat /rid)" -p:PublishReadyToRun=true
COPY src/ src/
COPY sql/ sql/
COPY dashboards/ dashboards/
RUN dotnet publish src/Etl.Worker -c Release -r "$(cat /rid)" --no-restore --self-contained false -p:PublishReadyToRun=true -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# No debugger's socket: nothing is written beside the lake and /tmp.
ENV DOTNET_EnableDiagnostics=0
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin etl \
    && install -d -o etl -g etl -m 0750 /lake
COPY --from=build /app /app
USER 10001:10001
# No etl.json is looked for in the lake: settings are ETL__ variables, or a file that --config names.
WORKDIR /app
VOLUME /lake
EXPOSE 8080
STOPSIGNAL SIGTERM
# Right for etl serve; the other commands end before it is asked.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && grep -q '200 OK' <&3"]
ENTRYPOINT ["/app/etl"]
CMD ["refresh", "--source", "/archive", "--lake", "/lake"]
