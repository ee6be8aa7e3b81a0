# The service in an image: built in one stage, run in another without compilers, by a user who owns nothing of it.
FROM node:20-bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++ && rm -rf /var/lib/apt/lists/*
WORKDIR /huiyin
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:20-bookworm-slim
WORKDIR /huiyin
COPY --from=build /huiyin/package.json /huiyin/LICENSE ./
COPY --from=build /huiyin/node_modules node_modules
COPY --from=build /huiyin/lexicons lexicons
COPY --from=build /huiyin/models models
COPY --from=build /huiyin/samples samples
# Its kernels and the files of its pages are read from where they are written.
COPY --from=build /huiyin/src src
COPY --from=build /huiyin/dist dist
RUN mkdir /data && chown node:node /data
USER node
# All addresses of the container; whether any is reachable from outside is decided where it is run.
ENV NODE_ENV=production HUIYIN_HOST=0.0.0.0 HUIYIN_DATA_DIR=/data
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/readyz').then(({ok}) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--heap-growing-percent=25", "dist/cli.js", "serve"]
