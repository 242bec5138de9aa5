# syntax=docker/dockerfile:1
# The image: one static executable, the CA bundle, a user, licences. The root folder is the one of `make image-root`.
#
#   docker buildx build --platform linux/amd64,linux/arm64 --tag pullpass .
ARG SWIFT_IMAGE=swift:6.3-bookworm

FROM ${SWIFT_IMAGE} AS build
# Slim images leave out what is to be named with the libraries that are linked in.
RUN rm -f /etc/dpkg/dpkg.cfg.d/docker /etc/dpkg/dpkg.cfg.d/excludes
WORKDIR /source
COPY . .
RUN .ci/build
RUN .ci/image-root /image-root

FROM scratch
COPY --from=build /image-root/ /
USER 65532:65532
# The webhook, and health and metrics.
EXPOSE 8443 8080
ENTRYPOINT ["/pullpass"]
CMD ["--help"]
