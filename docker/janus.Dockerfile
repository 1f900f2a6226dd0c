# Janus from source: Debian's 1.1.2 lacks fixes that a gateway open to the Internet needs.
FROM debian:bookworm-slim AS build
ARG JANUS_VERSION=v1.4.1
RUN apt-get update && apt-get install -y --no-install-recommends \
    autoconf automake build-essential ca-certificates gengetopt git libconfig-dev libglib2.0-dev \
    libjansson-dev libnice-dev libsrtp2-dev libssl-dev libtool libwebsockets-dev pkg-config
RUN git clone --depth 1 --branch ${JANUS_VERSION} https://github.com/meetecho/janus-gateway /janus
WORKDIR /janus
RUN sh autogen.sh \
  && ./configure --prefix=/usr/local --disable-docs --disable-data-channels \
    --disable-all-plugins --enable-plugin-videoroom \
    --disable-all-transports --enable-websockets \
    --disable-all-handlers --disable-all-loggers \
  && make -j"$(nproc)" && make install

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
    libconfig9 libglib2.0-0 libjansson4 libnice10 libsrtp2-1 libssl3 libwebsockets17 \
  && rm -rf /var/lib/apt/lists/* \
  # The user of the node images, so that a worker beside it can read and delete recordings.
  && useradd --uid 1000 --create-home janus \
  && mkdir -p /data/recordings /etc/janus-lotse && chown -R janus /data /etc/janus-lotse
COPY --from=build /usr/local /usr/local
RUN ldconfig
USER janus
CMD ["janus", "--configs-folder", "/etc/janus-lotse", "--disable-colors"]
