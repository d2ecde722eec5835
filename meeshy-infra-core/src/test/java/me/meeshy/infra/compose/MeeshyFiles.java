package me.meeshy.infra.compose;

import java.util.Map;

/** The first user's two environments, as far as their compose files go. */
final class MeeshyFiles {

    private MeeshyFiles() {}

    static Map<String, String> of(String environment) {
        boolean production = environment.equals("production");
        String variables = "SUFFIX=" + (production ? "" : "-staging") + "\n"
                + "HTTP_PORT=" + (production ? 80 : 8080) + "\nHTTPS_PORT=" + (production ? 443 : 8443) + "\n"
                + "DOMAIN=" + (production ? "meeshy.me" : "staging.meeshy.me") + "\n"
                + "IMAGE_TAG=latest\nREDIS_URL=redis://redis:6379\nMONGO_PORTS=27018\n";
        String database = production ? "" : "    ports: ['127.0.0.1:${MONGO_PORTS:-27018}:27017']\n";
        return Map.of(
                ".env",
                variables,
                "docker-compose.yml",
                COMPOSE.replace("    #ports\n", database).replace("#name", production ? "meeshy" : "meeshy-staging"));
    }

    private static final String COMPOSE = """
            name: #name
            x-logging: &default
              restart: unless-stopped
              networks: [meeshy-network]
            services:
              traefik:
                <<: *default
                image: traefik:v3.3
                container_name: meeshy-traefik${SUFFIX}
                command:
                  - --providers.file.filename=/etc/traefik/dynamic.yaml
                  - --entrypoints.web.address=:80
                ports:
                  - "${HTTP_PORT}:80"
                  - "${HTTPS_PORT}:443"
                volumes:
                  - traefik_certs:/letsencrypt
                  - ./config/dynamic.yaml:/etc/traefik/dynamic.yaml:ro
                  - /var/run/docker.sock:/var/run/docker.sock:ro
              database:
                <<: *default
                image: mongo:8.0
                container_name: meeshy-database${SUFFIX}
                command: ["mongod", "--replSet", "rs0", "--bind_ip_all"]
                expose: ["27017"]
                #ports
                volumes: ["database_data:/data/db", "database_config:/data/configdb"]
                healthcheck:
                  test: ["CMD", "mongosh", "--quiet", "--eval", "db.runCommand({ping:1}).ok"]
                  interval: 10s
                  timeout: 5s
                  retries: 5
                  start_period: 30s
                secrets: [mongodb-root-password]
              redis:
                <<: *default
                image: redis:8-alpine
                container_name: meeshy-redis${SUFFIX}
                command: redis-server --appendonly yes --maxmemory 512mb --maxmemory-policy allkeys-lru
                volumes: ["redis_data:/data"]
                healthcheck: {test: ["CMD", "redis-cli", "ping"], interval: 10s, timeout: 3s, retries: 3}
              gateway:
                <<: *default
                image: isopen/meeshy-gateway:${IMAGE_TAG:-latest}
                container_name: meeshy-gateway${SUFFIX}
                environment:
                  NODE_ENV: production
                  PORT: 3000
                  REDIS_URL: ${REDIS_URL}
                  JWT_PRIVATE_KEY_FILE: /run/secrets/jwt-private.key
                  ALLOWED_ORIGINS: https://${DOMAIN},https://gate.${DOMAIN}
                depends_on:
                  database: {condition: service_healthy}
                  redis: {condition: service_healthy}
                volumes: ["gateway_uploads:/app/uploads"]
                secrets: [jwt-private.key, jwt-public.key]
                labels:
                  - traefik.enable=true
                  - traefik.http.routers.gateway.rule=Host(`gate.${DOMAIN}`)
                healthcheck:
                  test: ["CMD-SHELL", "curl -fs http://localhost:3000/health || exit 1"]
                  interval: 30s
                  start_period: 1m30s
              frontend:
                <<: *default
                image: isopen/meeshy-web:${IMAGE_TAG:-latest}
                container_name: meeshy-frontend${SUFFIX}
                depends_on: [gateway]
                volumes: ["frontend_uploads:/app/public/u"]
              translator:
                <<: *default
                image: isopen/meeshy-translator:${IMAGE_TAG:-latest}
                container_name: meeshy-translator${SUFFIX}
                volumes: ["models_data:/models"]
                stop_grace_period: 45s
              static-files:
                <<: *default
                image: nginx:alpine
                container_name: meeshy-static-files${SUFFIX}
              nosqlclient:
                <<: *default
                image: mongoclient/mongoclient
                container_name: meeshy-nosqlclient${SUFFIX}
              p3x-redis-ui:
                <<: *default
                image: patrikx3/p3x-redis-ui
                container_name: meeshy-p3x-redis-ui${SUFFIX}
            volumes:
              database_data:
              database_config:
              redis_data:
              gateway_uploads:
              frontend_uploads:
              models_data:
              traefik_certs:
            networks:
              meeshy-network: {driver: bridge}
            secrets:
              mongodb-root-password: {file: ./secrets/mongodb-root-password}
              jwt-private.key: {file: ./secrets/jwt-private.key}
              jwt-public.key: {file: ./secrets/jwt-public.key}
            """;
}
