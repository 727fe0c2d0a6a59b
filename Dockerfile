# The program with DuckDB's shared library. Build: docker build -t etl .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN dotnet publish src/Etl.Worker -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /data
COPY --from=build /app /app
RUN useradd --uid 10001 --create-home etl && mkdir -p /lake && chown etl /lake
USER etl
VOLUME /lake
ENTRYPOINT ["/app/etl"]
CMD ["refresh", "--source", "/archive", "--lake", "/lake"]
