# One image a service (targets ingest, tagger, query) and one for the command line (cli), on Debian 12. scripts/image builds all.

FROM docker.io/library/debian:bookworm-slim AS build
WORKDIR /src
COPY scripts/setup scripts/prelude.sh scripts/packages.txt scripts/
RUN scripts/setup && rm -rf /var/lib/apt/lists/*
# So that ccache, where a builder mounts its folder, knows what was compiled outside.
ENV LANG=C.UTF-8
COPY . .
RUN scripts/build release ingestd taggerd queryd sitrep \
 && mkdir /out && strip --strip-unneeded -o /out/ingestd build/release/bin/ingestd \
 && strip --strip-unneeded -o /out/taggerd build/release/bin/taggerd \
 && strip --strip-unneeded -o /out/queryd build/release/bin/queryd \
 && strip --strip-unneeded -o /out/sitrep build/release/bin/sitrep \
 && rm -rf build
# Which packages hold the libraries that the programs load: asked of the linker, so that no list of them can grow old.
RUN ldd /out/* | awk '$3 ~ "^/" { print $3 }' | sort -u | xargs -n 1 realpath | sed 's|.*/|*/|' \
  | xargs dpkg-query -S | cut -d: -f1 | sort -u > /out/packages.txt && cat /out/packages.txt

# What all four images share: Debian, the libraries and a user without rights or a shell.
FROM docker.io/library/debian:bookworm-slim AS runtime
COPY LICENSE /usr/share/sitrep/
COPY --from=build /out/packages.txt /usr/share/sitrep/
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive xargs apt-get install -y -qq --no-install-recommends < /usr/share/sitrep/packages.txt > /dev/null \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/log/apt /var/log/dpkg.log \
 && groupadd --gid 10001 sitrep && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin sitrep \
 && install -d -o 10001 -g 10001 /var/lib/sitrep
WORKDIR /var/lib/sitrep
USER 10001:10001
ARG VERSION=unknown
ARG COMMIT=unknown
LABEL org.opencontainers.image.version=$VERSION \
      org.opencontainers.image.revision=$COMMIT \
      org.opencontainers.image.licenses=Apache-2.0 \
      org.opencontainers.image.vendor=Sitrep

FROM runtime AS ingest
LABEL org.opencontainers.image.title="Sitrep ingest" org.opencontainers.image.description="The log of a Sitrep cluster"
COPY --from=build /out/ingestd /usr/local/bin/
EXPOSE 7101 9101
ENTRYPOINT ["/usr/local/bin/ingestd"]

FROM runtime AS tagger
LABEL org.opencontainers.image.title="Sitrep tagger" org.opencontainers.image.description="Annotates texts for a Sitrep cluster"
COPY models /usr/share/sitrep/models
COPY --from=build /out/taggerd /usr/local/bin/
EXPOSE 7102 9102
ENTRYPOINT ["/usr/local/bin/taggerd"]
CMD ["--models_dir=/usr/share/sitrep/models"]

FROM runtime AS query
LABEL org.opencontainers.image.title="Sitrep query" org.opencontainers.image.description="The views of a Sitrep cluster"
COPY --from=build /out/queryd /usr/local/bin/
EXPOSE 7103 9103
ENTRYPOINT ["/usr/local/bin/queryd"]

FROM runtime AS cli
LABEL org.opencontainers.image.title="Sitrep command line" org.opencontainers.image.description="sitrep: load, search, report, administer"
COPY --from=build /out/sitrep /usr/local/bin/
ENTRYPOINT ["/usr/local/bin/sitrep"]
